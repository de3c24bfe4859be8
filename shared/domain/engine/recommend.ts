import { toGiven } from '../questionnaire/answers.ts';
import { createFitCounts, type FitCounts } from './columnCounts.ts';
import type { OptionCounts } from './counts.ts';
import { planNumber, type CompiledCatalog } from './compiledCatalog.ts';
import { countUnknownDropped, fitOf, passMarket, scoreFit, type Fit } from './evaluate.ts';
import { countsInMarket, facetsOf } from './facets.ts';
import { countOtherMarkets } from './marketFacets.ts';
import { marketOf } from './markets.ts';
import type { Markets } from './offerMarkets.ts';
import { countOverMarkets } from './neededCounts.ts';
import { ListedPlan } from './listedPlan.ts';
import { nextQuestionOf } from './nextQuestion.ts';
import { createExplainer } from './reasons.ts';
import { needsOf, resolve, unmatchedOf, type Answers, type Resolved } from './resolve.ts';
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
import { waysOutOf, type WaysOut } from './waysOut.ts';

/**
 * The shortlist: the plans that fit, ranked and explained, with facets, the next question, stability and, when nothing
 * fits, the ways out. The engine's only entrance; `request` must have passed `checkRequest`.
 */
export function recommend(catalog: CompiledCatalog, request: ShortlistRequest): Shortlist {
  const resolved = resolve(catalog, answersOf(catalog, request));
  const needs = needsOf(catalog, resolved);
  const excluded = excludedPlans(catalog, request.exclude ?? []);
  const { markets } = catalog;
  const shortlist =
    markets !== null && needs.length > 0
      ? withoutMarket(catalog, markets, request, resolved, excluded, needs)
      : inMarket(catalog, request, resolved, excluded);
  shortlist.derived = derivedOf(catalog, resolved);
  shortlist.unmatched = unmatchedOf(catalog, resolved);
  return shortlist;
}

/** The answer once it is known which market it is; a catalogue without offers is one market. */
function inMarket(
  catalog: CompiledCatalog,
  request: ShortlistRequest,
  resolved: Resolved,
  excluded: readonly number[],
): Shortlist {
  const include = request.include ?? PARTS;
  const wanted = wantedFacets(catalog, request);
  const market = marketOf(catalog, resolved);
  // Looking at other markets overwrites what is known of this one, so it comes first.
  const elsewhere = include.includes('facets') ? countElsewhere(catalog, resolved, excluded, wanted) : null;
  const pass = passMarket(catalog, market, resolved, excluded);
  const fit = fitOf(pass, 0);
  const counts = createFitCounts(catalog, { rows: fit.rows, from: 0, to: fit.total });
  if (include.includes('plans') || include.includes('nextQuestion')) scoreFit(resolved, fit);

  const shortlist: Shortlist = { total: fit.total, unknownDropped: 0, needs: [], derived: {}, unmatched: [] };
  if (include.includes('plans')) {
    shortlist.plans = rankedPlans(catalog, request, resolved, fit, include.includes('reasons') ? counts : null);
  }
  // Facets read the whole filter pass, of which the next line overwrites a part; stability and ways out overwrite all.
  if (elsewhere !== null) {
    const here = countsInMarket(catalog, resolved, pass, counts);
    const countsFor: typeof here = (question, column) => elsewhere.get(question.index) ?? here(question, column);
    shortlist.facets = facetsOf(catalog, resolved, wanted, countsFor);
  }
  shortlist.unknownDropped = countUnknownDropped(pass, fit.total);
  if (include.includes('nextQuestion')) {
    shortlist.nextQuestion = nextQuestionOf(catalog, resolved, fit.total, counts);
    shortlist.stability = stabilityOf(createStanding(catalog, resolved, market, excluded, fit, counts));
    shortlist.canStop =
      fit.total > 0 &&
      shortlist.stability >= (catalog.definition.stopAt ?? 1) &&
      !couldOpenAnother({ catalog, resolved });
  }
  if (include.includes('waysOut')) {
    Object.assign(shortlist, fit.total === 0 ? waysOutOf(catalog, resolved, market, excluded) : NO_WAYS_OUT);
  }
  return shortlist;
}

/** What can be said while it is not known which market it is: what to ask, and what there is in all of them. */
function withoutMarket(
  catalog: CompiledCatalog,
  markets: Markets,
  request: ShortlistRequest,
  resolved: Resolved,
  excluded: readonly number[],
  needs: string[],
): Shortlist {
  const include = request.include ?? PARTS;
  const counts = countOverMarkets(catalog, markets, resolved, excluded);
  const { total, unknownDropped } = counts;
  const shortlist: Shortlist = { total, unknownDropped, needs, derived: {}, unmatched: [] };
  if (include.includes('plans')) shortlist.plans = [];
  if (include.includes('facets')) {
    const placeOf = new Map(resolved.filters.map(({ question }, place) => [question.index, place]));
    shortlist.facets = facetsOf(catalog, resolved, wantedFacets(catalog, request), ({ index, question }, column) => {
      const isOwn = resolved.answers.pinned[index] === true;
      return counts.of(question, column, isOwn ? -1 : (placeOf.get(index) ?? -1));
    });
  }
  if (include.includes('nextQuestion')) {
    Object.assign(shortlist, { nextQuestion: { questionId: needs[0], expectedBits: 0 }, stability: 0, canStop: false });
  }
  if (include.includes('waysOut')) Object.assign(shortlist, NO_WAYS_OUT);
  return shortlist;
}

const NO_WAYS_OUT: WaysOut = { conflicts: [], relaxations: [] };

/** Counts for the facets of the required questions, by question. */
function countElsewhere(
  catalog: CompiledCatalog,
  resolved: Resolved,
  excluded: readonly number[],
  wanted: readonly boolean[] | null,
): ReadonlyMap<number, OptionCounts> {
  const { markets } = catalog;
  const counts = new Map<number, OptionCounts>();
  markets?.required.forEach((question, place) => {
    if (resolved.answers.pinned[question] === true || wanted?.[question] === false) return;
    counts.set(question, countOtherMarkets(catalog, markets, resolved, excluded, place));
  });
  return counts;
}

/** What lookups filled in, by question id. */
function derivedOf({ questionnaire }: CompiledCatalog, { derived }: Resolved): Record<string, string> {
  if (derived.size === 0) return {};
  return Object.fromEntries(
    questionnaire.questions
      .filter(({ index }) => derived.has(index))
      .map(({ index, question }) => [question.id, derived.get(index)!]),
  );
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

/** Numbers of the plans to leave out; ids that no plan has are ignored. */
function excludedPlans(catalog: CompiledCatalog, exclude: readonly string[]): number[] {
  return exclude.map((planId) => planNumber(catalog, planId)).filter((plan) => plan >= 0);
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
