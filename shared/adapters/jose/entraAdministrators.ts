import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { AppError } from '../../domain/errors.ts';
import {
  ADMINISTRATOR_ROLES,
  type AdministratorAccess,
  type AdministratorIdentity,
} from '../../ports/administratorAccess.ts';
import type { Clock } from '../../ports/clock.ts';

export interface EntraAdministratorsOptions {
  /** `iss` of the tokens. */
  issuer: string;
  /** `aud` of the tokens: the application id (URI) of this API's registration. */
  audience: string;
  /** Where the directory publishes its signing keys. */
  jwksUri: string;
  /** Claim that names the administrator's own tenant of this service. */
  tenantClaim: string;
  clock: Clock;
}

/** Entra signs access tokens with RSA. */
const ALGORITHMS = ['RS256'];
/** Clocks of the directory and of this machine may differ. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** Codes of jose that mean the directory, not the token, is at fault. */
const directoryFailures: ReadonlySet<string> = new Set([errors.JWKSTimeout.code, errors.JWKSInvalid.code]);

/**
 * Access tokens of Microsoft Entra ID: signature, issuer, audience and expiry are checked here, whatever stands in front
 * of the service. App roles become roles, the tenant claim becomes the tenant.
 */
export function createEntraAdministrators(options: EntraAdministratorsOptions): AdministratorAccess {
  const { issuer, audience, jwksUri, tenantClaim, clock } = options;
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return {
    async verify(credential) {
      try {
        const { payload } = await jwtVerify(credential, keys, {
          algorithms: ALGORITHMS,
          issuer,
          audience,
          requiredClaims: ['exp'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(clock.nowMs()),
        });
        return toIdentity(payload, tenantClaim);
      } catch (error) {
        if (error instanceof errors.JOSEError && isTokenFailure(error)) return undefined;
        throw new AppError('identity_provider_unavailable', { retryAfterSeconds: 5 }, error);
      }
    },
  };
}

/** jose reports an answer of the key endpoint other than 200 as its general error. */
function isTokenFailure({ code }: errors.JOSEError): boolean {
  return code !== errors.JOSEError.code && !directoryFailures.has(code);
}

function toIdentity(payload: JWTPayload, tenantClaim: string): AdministratorIdentity | undefined {
  const claimed = Array.isArray(payload.roles) ? (payload.roles as unknown[]) : [];
  const roles = ADMINISTRATOR_ROLES.filter((role) => claimed.includes(role));
  if (roles.length === 0) return undefined;
  const tenantId = Object.hasOwn(payload, tenantClaim) ? payload[tenantClaim] : undefined;
  return { roles, reach: { kind: 'ownTenant', ...(typeof tenantId === 'string' && { tenantId }) } };
}
