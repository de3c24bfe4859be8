import { Query } from 'mingo';
import type { PanelPlan } from '../../panel/plans.ts';
import type { PanelAnswer } from '../../panel/sessions.ts';
import { answerInOnePass, asEngine, toPlainPlans } from '../plainPlans.ts';
import type { PanelEngine } from '../panelEngine.ts';

/**
 * MongoDB queries over an array. Its own `$facet` pipeline repeats the match for every facet; one compiled query per
 * answer in a single pass gives the same answer several times faster, so that is what it is measured with.
 */
export function build(source: Iterable<PanelPlan>): PanelEngine {
  const plans = toPlainPlans(source);
  return asEngine((session) => {
    const queries = session.answers.map((answer) => new Query({ [answer.columnId]: toCriterion(answer) }));
    return answerInOnePass(
      plans,
      session,
      queries.map((query) => (plan) => query.test(plan)),
    );
  });
}

function toCriterion(answer: PanelAnswer): Record<string, unknown> {
  switch (answer.test) {
    case 'range':
      return {
        ...(answer.min === -Infinity ? {} : { $gte: answer.min }),
        ...(answer.max === Infinity ? {} : { $lte: answer.max }),
      };
    case 'equals':
      return { $eq: answer.columnId.startsWith('boolean') ? answer.options[0] === 'true' : answer.options[0] };
    case 'any':
      return { $in: [...answer.options] };
    case 'all':
      return { $all: [...answer.options] };
  }
}
