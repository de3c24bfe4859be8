import { recommend } from '../domain/engine/recommend.ts';
import { checkAgainstQuestionnaire } from './checkQuestionnaire.ts';
import type { Dependencies } from './dependencies.ts';
import { toShortlistAnswer } from './sessionAnswer.ts';
import { timedSync } from './timing.ts';
import type { UseCases } from './useCases.ts';

export function createGetShortlist({
  snapshots,
  clock,
}: Pick<Dependencies, 'snapshots' | 'clock'>): UseCases['getShortlist'] {
  return async function getShortlist({ tenantId, catalogId, request, timing }) {
    const active = await snapshots.current(tenantId, catalogId);
    return timedSync(clock, timing, 'engine', () => {
      checkAgainstQuestionnaire(active.compiled, request);
      return toShortlistAnswer(active, recommend(active.compiled, request), null, clock);
    });
  };
}
