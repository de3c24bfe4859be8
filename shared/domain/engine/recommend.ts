import { toGiven } from '../questionnaire/answers.ts';
import { createFitCounts, type FitCounts } from './columnCounts.ts';
import { rowOf, type CompiledCatalog } from './compiledCatalog.ts';
import { countUnknownDropped, fitOf, liveRows, passFilters, scoreFit, type Fit } from './evaluate.ts';
import { facetsOf } from './facets.ts';
import { ListedPlan } from './listedPlan.ts';
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
import { couldOpenAnother, stabilityOf } from './stability/stability.ts';
import { createStanding } from './stability/standing.ts';
import { topPositions } from './topRows.ts';
import { waysOutOf } from './waysOut.ts';

/**
 * The shortlist: the plans that fit, ranked and explained, with facets, the next question, stability and, when nothing
 * fits, the ways out. The engine's only entrance; `request` must have passed `checkRequest`.
 */
export function recommend(catalog: CompiledCatalog, request: ShortlistRequest): Shortlist {
  const include = request.include ?? PARTS;
  const resolved = resolve(catalog, answersOf(catalog, request));
  const live = liveRows(catalog, excludedRows(catalog, request.exclude ?? []));
  const pass = passFilters(catalog, resolved.filters, live);
  const fit = fitOf(pass, 0);
  const counts = createFitCounts(catalog, { rows: fit.rows, from: 0, to: fit.total });
  if (include.includes('plans') || include.includes('nextQuestion')) scoreFit(resolved, fit);

  const shortlist: Shortlist = { total: fit.total, unknownDropped: 0, needs: [], derived: {}, unmatched: [] };
  if (include.includes('plans')) {
    shortlist.plans = rankedPlans(catalog, request, resolved, fit, include.includes('reasons') ? counts : null);
  }
  // Facets read the whole filter pass, of which the next line overwrites a part; stability and ways out overwrite all.
  if (include.includes('facets'))
    shortlist.facets = facetsOf(catalog, resolved, pass, counts, wantedFacets(catalog, request));
  shortlist.unknownDropped = countUnknownDropped(pass, fit.total);
  if (include.includes('nextQuestion')) {
    shortlist.nextQuestion = nextQuestionOf(catalog, resolved, fit.total, counts);
    shortlist.stability = stabilityOf(createStanding(catalog, resolved, live, fit, counts));
    shortlist.canStop =
      fit.total > 0 &&
      shortlist.stability >= (catalog.definition.stopAt ?? 1) &&
      !couldOpenAnother({ catalog, resolved });
  }
  if (include.includes('waysOut')) {
    const waysOut = fit.total === 0 ? waysOutOf(catalog, resolved, pass) : { conflicts: [], relaxations: [] };
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
  const pinned: boolean[] = [];
  for (const id of Object.keys(responses)) {
    const index = indexOf.get(id);
    if (index !== undefined) given[index] = toGiven(responses[id]);
  }
  for (const id of Object.keys(fixed)) {
    const index = indexOf.get(id);
    if (index === undefined) continue;
    given[index] = toGiven(fixed[id]);
    pinned[index] = given[index] !== null;
  }
  return { given, pinned };
}

function wantedFacets({ questionnaire }: CompiledCatalog, { facets }: ShortlistRequest): boolean[] | null {
  if (facets === undefined) return null;
  const wanted = new Array<boolean>(questionnaire.questions.length).fill(false);
  for (const id of facets) wanted[questionnaire.indexOf.get(id)!] = true;
  return wanted;
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
    const reasons = explainer === null ? null : explainer.explain(row);
    plans.push(new ListedPlan(catalog.cards, row, place + 1, fit.scores[position]!, reasons));
  }
  return plans;
}
