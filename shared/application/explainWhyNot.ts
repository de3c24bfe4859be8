import { explainWhyNot as explain } from '../domain/engine/explainWhyNot.ts';
import { AppError } from '../domain/errors.ts';
import { freshnessOf } from './catalogFreshness.ts';
import { checkAgainstQuestionnaire } from './checkQuestionnaire.ts';
import type { Dependencies } from './dependencies.ts';
import { timedSync } from './timing.ts';
import type { UseCases } from './useCases.ts';

export function createExplainWhyNot({
  snapshots,
  clock,
}: Pick<Dependencies, 'snapshots' | 'clock'>): UseCases['explainWhyNot'] {
  return async function explainWhyNot({ tenantId, catalogId, request, timing }) {
    const active = await snapshots.current(tenantId, catalogId);
    return timedSync(clock, timing, 'engine', () => {
      const { compiled } = active;
      const { responses = {}, fixed = {} } = request;
      checkAgainstQuestionnaire(compiled, { responses, fixed });
      const explanation = explain(compiled, request);
      if (explanation === undefined) throw new AppError('plan_not_found');
      return { ...explanation, ...freshnessOf(active) };
    });
  };
}
