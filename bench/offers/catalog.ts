import type { CatalogDefinition, OfferRow } from '../../shared/domain/catalog/schema.ts';
import { createCatalogCompiler } from '../../shared/domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../shared/domain/engine/compiledCatalog.ts';
import { createDefinition } from '../panel/catalog.ts';
import { categoryColumns, drawZipf, numberColumns } from '../panel/columns.ts';
import { createPlan, createPlans, type PanelPlan, type PanelValues } from '../panel/plans.ts';
import { createRandom } from '../support/random.ts';

/** The panel sold market by market: `rows` offers of `plans` plans in `markets` markets. */
export interface OffersSize {
  plans: number;
  rows: number;
  markets: number;
}

/** The required question, and the attribute that it asks about. */
export const MARKET = 'market';
export const marketId = (market: number): string => `m${market}`;

const priceColumn = numberColumns[0]!;
const ratingColumn = numberColumns[6]!;
const tierColumn = categoryColumns[1]!;

/** Markets are of different sizes, from half the mean to one and a half times that. */
const SMALLEST_SHARE = 0.5;
const SIZES = 11;
const shareOf = (market: number): number => SMALLEST_SHARE + (market % SIZES) / (SIZES - 1);

/** Row counts by market; they add up to all rows. */
export function marketSizes({ rows, markets }: OffersSize): number[] {
  let all = 0;
  for (let market = 0; market < markets; market += 1) all += shareOf(market);
  let share = 0;
  let before = 0;
  return Array.from({ length: markets }, (_, market) => {
    share += shareOf(market);
    const end = market === markets - 1 ? rows : Math.floor((share / all) * rows);
    const size = end - before;
    before = end;
    return size;
  });
}

/** What the offer at `place` of a market says: the market, its price there, and two or three values more. */
export function createOffer(seed: number, { plans }: OffersSize, market: number, place: number): OfferRow {
  const random = createRandom(seed, 0x6f, market, place);
  // Neighbouring plans, as a regional seller has them; where they begin differs from market to market.
  const start = createRandom(seed, 0x6d, market).integer(plans);
  const values: PanelValues = {
    [MARKET]: marketId(market),
    [priceColumn.id]: priceColumn.draw(random),
    [ratingColumn.id]: ratingColumn.draw(random),
    [tierColumn.id]: tierColumn.values[drawZipf(random, tierColumn.values.length)]!,
    ...(random.next() < 0.5 ? { boolean1: random.next() < 0.5 } : {}),
  };
  return { planId: `p${(start + place) % plans}`, values };
}

/** A plan as it is sold in a market, so that a market alone is an ordinary catalogue. */
export function createOfferedPlan(seed: number, size: OffersSize, market: number, place: number): PanelPlan {
  const { planId, values } = createOffer(seed, size, market, place);
  const plan = createPlan(seed, Number(planId.slice(1)));
  return { ...plan, values: { ...plan.values, ...(values as PanelValues) } };
}

/** The panel's questionnaire, and one question more that says which market it is. */
export function createOffersDefinition(): CatalogDefinition {
  const { attributes, questions, ...rest } = createDefinition();
  return {
    ...rest,
    attributes: [...attributes, { id: MARKET, type: 'category' }],
    questions: [{ id: MARKET, text: MARKET, kind: 'single', effect: 'filter', attribute: MARKET }, ...questions],
    offers: { requires: [MARKET] },
  };
}

export function compileOffers(seed: number, size: OffersSize): CompiledCatalog {
  const compiler = createCatalogCompiler(createOffersDefinition());
  for (const plan of createPlans(seed, size.plans)) compiler.addPlan(plan);
  for (const [market, rows] of marketSizes(size).entries()) {
    for (let place = 0; place < rows; place += 1) compiler.addOffer(createOffer(seed, size, market, place));
  }
  return compiler.finish();
}
