import { toGiven } from '../questionnaire/answers.ts';
import { createFitCounts, type FitCounts } from './columnCounts.ts';
import { planCard, rowOf, type CompiledCatalog } from './compiledCatalog.ts';
import { countUnknownDropped, fitOf, liveRows, passFilters, scoreFit, type Fit } from './evaluate.ts';
import { facetsOf } from './facets.ts';
import { nextQuestionOf } from './nextQuestion.ts';
import { createExplainer } from './reasons.ts';
import { resolve, type Answers, type Resolved } from './resolve.ts';
import {
  DEFAULT_LIMIT,
  PARTS,
  type RankedPlan,
  type Responses,
  type Shortlist,
  type ShortlistRequest,
} from './schema.ts';
import { sortKeys } from './sortKeys.ts';
import { couldOpenAnother, createStanding, stabilityOf } from './stability.ts';
import { topPositions } from './topRows.ts';
import { waysOutOf } from './waysOut.ts';

/**
 * The shortlist: the plans that fit, ranked and explained, with facets, the next question, stability and, when nothing
 * fits, the ways out. The engine's only entrance; `request` must have passed `checkRequest`.
 */
export function recommend(catalog: CompiledCatalog, request: ShortlistRequest): Shortlist {
  const include = new Set(request.include ?? PARTS);
  const resolved = resolve(catalog, answersOf(catalog, request));
  const live = liveRows(catalog, excludedRows(catalog, request.exclude ?? []));
  const pass = passFilters(catalog, resolved.filters, live);
  const fit = fitOf(catalog, pass, 0);
  const unknownDropped = countUnknownDropped(catalog, resolved.filters, pass, fit.total);
  const counts = createFitCounts(catalog, fit.rows, fit.total);
  if (include.has('plans') || include.has('nextQuestion')) scoreFit(resolved, fit);

  const shortlist: Shortlist = { total: fit.total, unknownDropped, needs: [], derived: {}, unmatched: [] };
  if (include.has('plans')) {
    shortlist.plans = rankedPlans(catalog, request, resolved, fit, include.has('reasons') ? counts : null);
  }
  // Facets read the filter pass, which whatever comes after them may overwrite.
  if (include.has('facets')) shortlist.facets = facetsOf(catalog, resolved, pass, fit, counts);
  if (include.has('nextQuestion')) {
    shortlist.nextQuestion = nextQuestionOf(catalog, resolved, fit.total, counts);
    shortlist.stability = stabilityOf(createStanding(catalog, resolved, live, fit, counts));
    shortlist.canStop =
      fit.total > 0 &&
      shortlist.stability >= (catalog.definition.stopAt ?? 1) &&
      !couldOpenAnother({ catalog, resolved });
  }
  if (include.has('waysOut')) {
    const waysOut = fit.total === 0 ? waysOutOf(catalog, resolved, live) : { conflicts: [], relaxations: [] };
    Object.assign(shortlist, waysOut);
  }
  return shortlist;
}

/** `fixed` wins over `responses`; null in it takes the response away. */
export function answersOf(
  catalog: CompiledCatalog,
  { responses = {}, fixed = {} }: { responses?: Responses; fixed?: Responses },
): Answers {
  const { questions, indexOf } = catalog.questionnaire;
  const given = new Array<Answers['given'][number]>(questions.length).fill(null);
  const pinned = new Array<boolean>(questions.length).fill(false);
  for (const [id, answer] of Object.entries(responses)) {
    const index = indexOf.get(id);
    if (index !== undefined) given[index] = toGiven(answer);
  }
  for (const [id, answer] of Object.entries(fixed)) {
    const index = indexOf.get(id);
    if (index === undefined) continue;
    given[index] = toGiven(answer);
    pinned[index] = given[index] !== null;
  }
  return { given, pinned };
}

/** Rows to leave out; ids that no plan has are ignored. */
function excludedRows(catalog: CompiledCatalog, exclude: readonly string[]): number[] {
  return exclude.map((planId) => rowOf(catalog, planId)).filter((row) => row >= 0);
}

/** @param counts null: without reasons. */
function rankedPlans(
  catalog: CompiledCatalog,
  request: ShortlistRequest,
  resolved: Resolved,
  fit: Fit,
  counts: FitCounts | null,
): RankedPlan[] {
  const { limit = DEFAULT_LIMIT, offset = 0, sort = 'score' } = request;
  const keys = sort === 'score' ? fit.scores : sortKeys(catalog, resolved, fit, sort);
  const positions = topPositions({ keys, count: fit.total }, limit === 0 ? 0 : Math.min(fit.total, offset + limit));
  const explainer = counts === null ? null : createExplainer(catalog, resolved, fit.total, counts);
  const plans: RankedPlan[] = [];
  for (let place = offset; place < positions.length; place++) {
    const position = positions[place]!;
    const row = fit.rows[position]!;
    const { planId, name, attributes } = planCard(catalog, row);
    const plan: RankedPlan = { planId, name, rank: place + 1, score: fit.scores[position]!, attributes };
    if (explainer !== null) plan.reasons = explainer.explain(row);
    plans.push(plan);
  }
  return plans;
}
