import { facetColumns } from '../../panel/columns.ts';
import type { PanelPlan } from '../../panel/plans.ts';
import { asEngine, countPlan, createTest, rankPlans, toPlainPlans } from '../plainPlans.ts';
import { createCounts, type PanelEngine } from '../panelEngine.ts';

/** The code everyone writes first: Array.filter for the plans, and again for each question that was answered. */
export function build(source: Iterable<PanelPlan>): PanelEngine {
  const plans = toPlainPlans(source);
  return asEngine((session) => {
    const tests = session.answers.map((answer) => ({ columnId: answer.columnId, passes: createTest(answer) }));
    const fitting = plans.filter((plan) => tests.every(({ passes }) => passes(plan)));
    const counts = createCounts();
    for (const { id } of facetColumns) {
      const others = tests.filter(({ columnId }) => columnId !== id);
      const counted =
        others.length === tests.length ? fitting : plans.filter((plan) => others.every(({ passes }) => passes(plan)));
      for (const plan of counted) countPlan(counts, id, plan);
    }
    return { total: fitting.length, planIds: rankPlans(fitting, session), counts };
  });
}
