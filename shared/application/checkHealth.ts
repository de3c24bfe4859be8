import { AppError } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';
import type { Health, UseCases } from './useCases.ts';

type HealthDependencies = Pick<Dependencies, 'documents' | 'objects' | 'cache' | 'events' | 'snapshots' | 'logger'>;

/** Ready is a server that can answer people: without the cache and the event service it can, and only says how they are. */
export function createCheckHealth(deps: HealthDependencies): UseCases['checkHealth'] {
  const { documents, objects, cache, events, snapshots, logger } = deps;
  const needed = { documents, objects };
  const others = { cache, ...(events !== null && { events: events.publisher, queues: events.queues }) };

  return async function checkHealth() {
    const checks: Health['checks'] = {};
    let ready = true;
    for (const [name, part] of Object.entries({ ...needed, ...others })) {
      try {
        checks[name] = await part.describe();
      } catch (error) {
        if (name in needed) ready = false;
        checks[name] = { error: error instanceof AppError ? error.code : 'internal' };
        logger.error('A part does not answer', error, { part: name });
      }
    }
    return { ready, checks, behind: snapshots.behind() };
  };
}
