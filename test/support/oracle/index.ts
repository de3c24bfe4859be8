import type { Catalog, Value } from '../../../shared/domain/catalog/schema.ts';
import type { Part, RankedPlan, Shortlist, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { facetsOf } from './facets.ts';
import { countWithUnknown, fittingOffers } from './filtering.ts';
import { nextQuestionOf } from './nextQuestion.ts';
import { countPlans, type Offered } from './offered.ts';
import { scoreOf, termsOf } from './ranking.ts';
import { reasonsOf } from './reasons.ts';
import { toPlainRequest } from './request.ts';
import { readSituation } from './situation.ts';
import { inOrder } from './sorting.ts';
import { canStop, stabilityOf } from './stability.ts';
import { valueOf } from './values.ts';
import { conflictsOf, relaxationsOf } from './waysOut.ts';

const ALL_PARTS: Part[] = ['plans', 'reasons', 'facets', 'nextQuestion', 'waysOut'];
const DEFAULT_LIMIT = 20;

/**
 * The contract's sentences read out plan by plan over the catalogue as it was written: slow and meant to be checked by
 * eye. It shares nothing with the engine but types. The catalogue and the request must be valid.
 */
export function interpret(catalog: Catalog, request: ShortlistRequest): Shortlist {
  const plain = toPlainRequest(request);
  const situation = readSituation(catalog, plain);
  const { needs } = situation;
  const fitting = fittingOffers(situation);
  const total = countPlans(fitting);
  // Without a market there is nothing to list, only plans to count.
  const listed = needs.length > 0 ? [] : fitting;
  const parts = new Set(request.include ?? ALL_PARTS);
  const shortlist: Shortlist = {
    total,
    unknownDropped: countWithUnknown(situation) - total,
    needs,
    derived: Object.fromEntries(situation.derived),
    unmatched: situation.unmatched,
  };
  if (parts.has('plans')) {
    const { offset = 0, limit = DEFAULT_LIMIT, sort = 'score' } = request;
    const terms = termsOf(situation);
    const page = inOrder(situation, listed, sort).slice(offset, offset + limit);
    shortlist.plans = page.map((plan, index): RankedPlan => {
      const ranked = { ...presented(catalog, plan), rank: offset + index + 1, score: scoreOf(catalog, terms, plan) };
      return parts.has('reasons') ? { ...ranked, reasons: reasonsOf(situation, plan) } : ranked;
    });
  }
  if (parts.has('facets')) {
    const { facets: wanted } = request;
    shortlist.facets = facetsOf(situation).filter(({ questionId }) => wanted?.includes(questionId) ?? true);
  }
  if (parts.has('nextQuestion')) {
    shortlist.nextQuestion = nextQuestionOf(situation);
    shortlist.stability = stabilityOf(catalog, plain);
    shortlist.canStop = canStop(catalog, situation, total, shortlist.stability);
  }
  if (parts.has('waysOut')) {
    const isStuck = total === 0 && needs.length === 0;
    shortlist.conflicts = isStuck ? conflictsOf(catalog, plain) : [];
    shortlist.relaxations = isStuck ? relaxationsOf(catalog, plain) : [];
  }
  return shortlist;
}

/** A plan as every answer shows it: each attribute of the catalogue, null where the value is unknown. */
export function presented(
  catalog: Catalog,
  plan: Offered,
): { planId: string; name: string; attributes: Record<string, Value> } {
  const attributes = Object.fromEntries(catalog.attributes.map(({ id }) => [id, valueOf(plan, id)]));
  return { planId: plan.planId, name: plan.name, attributes };
}
