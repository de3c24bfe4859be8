import { preferences } from '../panel/catalog.ts';
import { facetColumns } from '../panel/columns.ts';
import type { PanelPlan, PanelValues } from '../panel/plans.ts';
import type { PanelAnswer, PanelSession } from '../panel/sessions.ts';
import { createUtilities, preferenceWeights, toScore } from './scoring.ts';
import { createCounts, facetOffsets, type PanelEngine, type PanelResult } from './panelEngine.ts';
import { TopPlans } from './topPlans.ts';

/** What the peers that work on ordinary objects share: flat plans, tests, counting and ranking. */
export type PlainPlan = PanelValues & { planId: string };

export function toPlainPlans(plans: Iterable<PanelPlan>): PlainPlan[] {
  const plain: PlainPlan[] = [];
  for (const { planId, values } of plans) plain.push({ planId, ...values });
  return plain;
}

export function createTest(answer: PanelAnswer): (plan: PlainPlan) => boolean {
  const { columnId } = answer;
  switch (answer.test) {
    case 'range': {
      const { min, max } = answer;
      return (plan) => (plan[columnId] as number) >= min && (plan[columnId] as number) <= max;
    }
    case 'equals': {
      const [option] = answer.options;
      const wanted = columnId.startsWith('boolean') ? option === 'true' : option;
      return (plan) => plan[columnId] === wanted;
    }
    case 'any': {
      const { options } = answer;
      return (plan) => {
        const value = plan[columnId] as string | string[];
        return Array.isArray(value) ? options.some((option) => value.includes(option)) : options.includes(value);
      };
    }
    case 'all': {
      const { options } = answer;
      return (plan) => options.every((option) => (plan[columnId] as string[]).includes(option));
    }
  }
}

const countsByColumn = new Map(
  facetColumns.map((column) => [
    column.id,
    new Map(column.values.map((value, rank) => [value, facetOffsets.get(column.id)! + rank])),
  ]),
);

/** Adds one plan to the counts of one facet question. */
export function countPlan(counts: number[], columnId: string, plan: PlainPlan): void {
  const places = countsByColumn.get(columnId)!;
  const value = plan[columnId]!;
  if (Array.isArray(value)) {
    for (const member of value) counts[places.get(member)!]! += 1;
  } else {
    counts[places.get(String(value))!]! += 1;
  }
}

export function rankPlans(fitting: readonly PlainPlan[], session: PanelSession): string[] {
  const utilities = createUtilities(session.preferenceAnswers);
  const top = new TopPlans();
  for (const plan of fitting) {
    let sum = 0;
    for (const [place, { attribute }] of preferences.entries()) {
      sum += preferenceWeights[place]! * utilities[place]!(plan[attribute] as number | string);
    }
    top.offer(plan.planId, toScore(sum));
  }
  return top.planIds;
}

/**
 * The complete answer from one pass over all plans, given a test for each answer: a plan that passes all tests counts
 * for every facet, one that fails exactly one test counts for that question's facet.
 */
export function answerInOnePass(
  plans: readonly PlainPlan[],
  session: PanelSession,
  tests: readonly ((plan: PlainPlan) => boolean)[],
): PanelResult {
  const counts = createCounts();
  const fitting: PlainPlan[] = [];
  for (const plan of plans) {
    let failed = -1;
    let failures = 0;
    for (let place = 0; place < tests.length && failures < 2; place += 1) {
      if (!tests[place]!(plan)) {
        failures += 1;
        failed = place;
      }
    }
    if (failures === 0) {
      fitting.push(plan);
      for (const column of facetColumns) countPlan(counts, column.id, plan);
    } else if (failures === 1) {
      const { columnId, test } = session.answers[failed]!;
      if (test !== 'range') countPlan(counts, columnId, plan);
    }
  }
  return { total: fitting.length, planIds: rankPlans(fitting, session), counts };
}

/** An engine whose answer already has the common form. */
export const asEngine = (answer: (session: PanelSession) => PanelResult): PanelEngine<PanelResult> => ({
  answer,
  toResult: (result) => result,
});
