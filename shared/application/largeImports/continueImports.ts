import { describeAccount } from '../../domain/catalog/mapping/account.ts';
import { AppError } from '../../domain/errors.ts';
import type { BuiltCatalog } from '../../ports/catalogBuilder.ts';
import type { StoredDocument } from '../../ports/documentStore.ts';
import type { Dependencies } from '../dependencies.ts';
import type { CatalogImport } from '../repositories/importRepository.ts';
import type { StoreCatalogVersion } from '../storeCatalogVersion.ts';
import type { UseCases } from '../useCases.ts';
import { IMPORT_RULES } from './importRules.ts';
import { leaseImport, type LeasedImport } from './leaseImport.ts';
import { removeUploads, uploadedFiles } from './uploadedFiles.ts';

type Needed = Pick<Dependencies, 'imports' | 'importLocks' | 'objects' | 'builder' | 'clock' | 'logger'>;

/**
 * Looks after every import that is due, one after the other: reads and stores those that wait, takes over those whose
 * process died, gives up those that nobody starts, and removes what was uploaded for those that ended. Whatever it is
 * interrupted in is due again and done again from its start; storing the same version twice changes nothing.
 */
export function createContinueImports(
  deps: Needed,
  storeCatalogVersion: StoreCatalogVersion,
): UseCases['continueImports'] {
  const { imports, clock, logger } = deps;
  let underWay: Promise<void> | undefined;

  async function continueAll(): Promise<void> {
    for (const document of await imports.due(clock.nowMs())) {
      const { importId, tenantId, catalogId } = document.body;
      try {
        await continueOne(deps, storeCatalogVersion, document);
      } catch (error) {
        logger.error('An import could not be continued; it is tried again', error, { importId, tenantId, catalogId });
      }
    }
  }

  /** One round at a time: an import takes most of a core and much memory. What came in meanwhile gets a round of its own. */
  return async function continueImports() {
    while (underWay !== undefined) await underWay;
    underWay = continueAll()
      .catch((error: unknown) => logger.error('Imports could not be looked up', error))
      .finally(() => (underWay = undefined));
    await underWay;
  };
}

async function continueOne(
  deps: Needed,
  storeCatalogVersion: StoreCatalogVersion,
  { body, revision }: StoredDocument<CatalogImport>,
): Promise<void> {
  const { imports } = deps;
  switch (body.status) {
    case 'uploading':
      await imports.replace(revision, failed(deps, body, 'Nobody started it in time.'));
      return;
    case 'waiting':
    case 'running':
      if (body.attempts >= IMPORT_RULES.attempts) {
        const interrupted = `It was interrupted ${body.attempts} times.`;
        await imports.replace(revision, failed(deps, body, interrupted, ...body.notes));
        return;
      }
      await work(deps, storeCatalogVersion, body, revision);
      return;
    default:
      await removeUploads(deps.objects, body);
      await imports.replace(revision, withoutDue(body));
  }
}

async function work(
  deps: Needed,
  storeCatalogVersion: StoreCatalogVersion,
  body: CatalogImport,
  revision: string,
): Promise<void> {
  const leased = await leaseImport(deps, body, revision);
  if (leased === undefined) return;
  const { builder, objects, importLocks, logger } = deps;
  try {
    const built = await builder.buildSource({
      files: uploadedFiles(objects, body),
      ...(body.mapping !== null && { mapping: body.mapping }),
      onProgress: leased.note,
    });
    await finish(deps, storeCatalogVersion, leased, built);
  } catch (error) {
    // What is another's by now stays as it is, and what may go better later is due again when the lease ends.
    if (error instanceof AppError && error.code === 'write_conflict') throw error;
    if (error instanceof AppError && error.retryable) {
      await leased.end((before) => ({ ...before, notes: [error.message] })).catch(() => undefined);
      throw error;
    }
    const reason = error instanceof AppError ? error.message : 'Something went wrong here; see the log.';
    if (!(error instanceof AppError)) logger.error('An import failed', error, { importId: body.importId });
    await leased.end((before) => failed(deps, before, reason));
  } finally {
    leased.stop();
    await importLocks.release(body, body.importId);
  }
  // It has ended, and stays due until this is done too.
  await removeUploads(objects, body);
  await leased.end(withoutDue);
}

async function finish(
  deps: Needed,
  storeCatalogVersion: StoreCatalogVersion,
  leased: LeasedImport,
  built: BuiltCatalog,
): Promise<void> {
  if (built.outcome === 'faults') {
    const { faults, total } = built;
    await leased.end((before) => ({
      ...failed(deps, before, 'The source has faults; nothing was changed.'),
      faults: [...faults],
      total,
    }));
    return;
  }
  // Whoever took over in the meantime stores the same version, which then is there already.
  const { version, active, digest, created } = await storeCatalogVersion({ ...leased.address, built: built.version });
  await leased.end((before) => ({
    ...before,
    status: 'done',
    result: { version, active, digest, created },
    notes: built.accounts.flatMap(describeAccount),
    dueAtMs: deps.clock.nowMs(),
  }));
}

function failed({ clock }: Needed, body: CatalogImport, ...reasons: string[]): CatalogImport {
  return { ...body, status: 'failed', notes: reasons, dueAtMs: clock.nowMs() };
}

function withoutDue(body: CatalogImport): CatalogImport {
  const ended = { ...body };
  delete ended.dueAtMs;
  return ended;
}
