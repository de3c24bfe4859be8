import { createSessionTokens } from '../adapters/jose/sessionTokens.ts';
import { createAccess, type Access } from '../application/access/createAccess.ts';
import { createLocalAdministrators } from '../application/access/localAdministrators.ts';
import { createTenancy } from '../application/access/tenancy.ts';
import type { Settings } from '../config/settings.ts';
import type { Logger } from '../observability/logger.ts';
import type { AdministratorAccess } from '../ports/administratorAccess.ts';
import type { Clock } from '../ports/clock.ts';
import type { SessionTokens } from '../ports/sessionTokens.ts';
import { generateKeys, openKeyFile, type GeneratedKeys } from './keyFile.ts';

/** Keys given by the settings; what they leave open is generated, kept in the data folder, and told at the first start. */
export async function openAccess(
  settings: Settings,
  clock: Clock,
  logger: Logger,
): Promise<{ access: Access; tokens: SessionTokens }> {
  const { sessionTokenKeys, auth, tenants } = settings;
  const needsKeys =
    sessionTokenKeys.kind === 'generated' || (auth.mode === 'local' && auth.adminKey.kind === 'generated');
  const generated = needsKeys ? await openGeneratedKeys(settings, logger) : undefined;

  const keys = sessionTokenKeys.kind === 'given' ? sessionTokenKeys.keys : generated!.sessionTokenKeys;
  const tokens = createSessionTokens({ keys, clock });
  const access = createAccess({
    tenancy: createTenancy(tenants),
    tokens,
    administrators: await openAdministrators(settings, clock, generated),
    acceptsFunctionsKey: auth.mode === 'local',
  });
  return { access, tokens };
}

async function openAdministrators(
  { auth }: Settings,
  clock: Clock,
  generated: GeneratedKeys | undefined,
): Promise<AdministratorAccess> {
  if (auth.mode === 'local') {
    return createLocalAdministrators(auth.adminKey.kind === 'given' ? auth.adminKey.key : generated!.adminKey);
  }
  const { createEntraAdministrators } = await import('../adapters/jose/entraAdministrators.ts');
  return createEntraAdministrators({ ...auth, clock });
}

async function openGeneratedKeys(
  { documents, objects, auth, dataDir }: Settings,
  logger: Logger,
): Promise<GeneratedKeys> {
  const tellAdminKey = (adminKey: string, kept: string): void => {
    const isUsed = auth.mode === 'local' && auth.adminKey.kind === 'generated';
    if (isUsed) logger.info(`Administrator key (${kept}): ${adminKey}`);
  };
  // Where nothing outlives the process, keys need not either.
  if (documents.kind === 'memory' && objects.kind === 'memory') {
    const keys = generateKeys();
    tellAdminKey(keys.adminKey, 'until this process ends');
    return keys;
  }
  const { keys, created, path } = await openKeyFile(dataDir);
  if (created) tellAdminKey(keys.adminKey, `kept in ${path}`);
  return keys;
}
