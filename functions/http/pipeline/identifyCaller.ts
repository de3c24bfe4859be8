import type { HttpRequest } from '@azure/functions';
import type { Access } from '../../../shared/application/access/createAccess.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { CallDefinition } from '../contract/call.ts';
import { refuseForeignOrigin } from './cors.ts';

/** The tenant on whose things the caller may act. Throws the AppErrors of `errorsOf(call)` that access brings. */
export async function identifyCaller(
  call: CallDefinition,
  access: Access,
  request: HttpRequest,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const tenantId = await tenantOf(call, access, request.headers, parameters);
  refuseForeignOrigin(access, tenantId, request);
  return tenantId;
}

async function tenantOf(
  call: CallDefinition,
  access: Access,
  headers: Headers,
  { sessionId = '' }: Readonly<Record<string, string>>,
): Promise<string> {
  const tenantKey = headers.get('x-shortlist-key') ?? undefined;
  const authorization = headers.get('authorization') ?? undefined;
  switch (call.access) {
    case 'session': {
      const scope = call.method === 'GET' ? 'r' : 'rw';
      const { tenantId } = await access.verifySession({ authorization, sessionId, scope });
      // A key is not needed here, but one that is sent must be right: what another tenant names is not there.
      if (tenantKey !== undefined && access.resolveTenant(tenantKey) !== tenantId) {
        throw new AppError('session_not_found');
      }
      return tenantId;
    }
    case 'administrator': {
      const functionsKey = headers.get('x-functions-key') ?? undefined;
      const request = { authorization, functionsKey, tenantKey, role: call.role ?? 'Catalog.Admin' };
      return (await access.verifyAdministrator(request)).tenantId;
    }
    default:
      return access.resolveTenant(tenantKey);
  }
}
