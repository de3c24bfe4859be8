import { AppError } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';
import type { Health, UseCases } from './useCases.ts';

export function createCheckHealth({
  documents,
  objects,
  snapshots,
  logger,
}: Pick<Dependencies, 'documents' | 'objects' | 'snapshots' | 'logger'>): UseCases['checkHealth'] {
  return async function checkHealth() {
    const checks: Health['checks'] = {};
    let ready = true;
    for (const [name, store] of Object.entries({ documents, objects })) {
      try {
        checks[name] = await store.describe();
      } catch (error) {
        ready = false;
        checks[name] = { error: error instanceof AppError ? error.code : 'internal' };
        logger.error('A store does not answer', error, { store: name });
      }
    }
    return { ready, checks, behind: snapshots.behind() };
  };
}
