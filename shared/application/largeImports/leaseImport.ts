import { AppError } from '../../domain/errors.ts';
import type { BuildProgress } from '../../ports/catalogBuilder.ts';
import type { Dependencies } from '../dependencies.ts';
import type { CatalogAddress } from '../repositories/activationRepository.ts';
import type { CatalogImport } from '../repositories/importRepository.ts';
import { IMPORT_RULES } from './importRules.ts';

/** An import that this process works on, as long as it can say so every few seconds. */
export interface LeasedImport {
  readonly address: CatalogAddress;
  readonly note: (progress: BuildProgress) => void;
  /** Writes how it ended, after which nothing more is said. Throws AppError `write_conflict` when another process has taken over. */
  end(change: (before: CatalogImport) => CatalogImport): Promise<void>;
  /** No more words from here. */
  stop(): void;
}

/** undefined: another process was first, or another import of the catalogue is under way and this one waits for it. */
export async function leaseImport(
  { imports, importLocks, clock, logger }: Pick<Dependencies, 'imports' | 'importLocks' | 'clock' | 'logger'>,
  waiting: CatalogImport,
  waitingRevision: string,
): Promise<LeasedImport | undefined> {
  const { tenantId, catalogId, importId } = waiting;
  const address = { tenantId, catalogId };
  const untilMs = (): number => clock.nowMs() + IMPORT_RULES.leaseMs;
  if (!(await importLocks.take(address, importId, untilMs()))) {
    await imports.replace(waitingRevision, { ...waiting, dueAtMs: clock.nowMs() + IMPORT_RULES.heartbeatMs });
    return undefined;
  }
  let body: CatalogImport = { ...waiting, status: 'running', attempts: waiting.attempts + 1, dueAtMs: untilMs() };
  const claimed = await imports.replace(waitingRevision, body);
  if (claimed.outcome === 'conflict') return undefined;
  let { revision } = claimed;
  let writing: Promise<void> = Promise.resolve();

  /** One write after the other, each on what the one before left. */
  function write(change: (before: CatalogImport) => CatalogImport): Promise<void> {
    const next = writing.then(async () => {
      const changed = change(body);
      const result = await imports.replace(revision, changed);
      if (result.outcome === 'conflict') throw new AppError('write_conflict');
      body = changed;
      revision = result.revision;
    });
    // Whoever asked is told of a failure; here it only ends the wait of the next one.
    writing = next.catch(() => undefined);
    return next;
  }

  let progress: BuildProgress | null = null;
  const heartbeat = setInterval(() => {
    void Promise.all([
      write((before) => ({ ...before, progress, dueAtMs: untilMs() })),
      importLocks.take(address, importId, untilMs()),
    ]).catch((error: unknown) =>
      logger.warn('The progress of an import could not be written', { importId, error: String(error) }),
    );
  }, IMPORT_RULES.heartbeatMs);
  heartbeat.unref();

  return {
    address,
    note: (noted) => (progress = noted),
    end(change) {
      clearInterval(heartbeat);
      return write((before) => change({ ...before, progress }));
    },
    stop: () => clearInterval(heartbeat),
  };
}
