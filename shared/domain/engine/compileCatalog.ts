import { definitionOf } from '../catalog/definitionOf.ts';
import type { Catalog, CatalogDefinition, OfferRow, Plan } from '../catalog/schema.ts';
import { compileQuestionnaire } from '../questionnaire/compileQuestionnaire.ts';
import { wordsFor } from './bits.ts';
import { openColumn, type StoredColumn } from './columns.ts';
import { createColumnSource, type ColumnSource } from './columnSource.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { createGrowingArray } from '../growingArray.ts';
import { planOf } from './markets.ts';
import { openMarkets, type StoredMarkets } from './offerMarkets.ts';
import { groupByPlan, type RowsByPlan } from './rowsByPlan.ts';
import { createPlanCards } from './planCards.ts';
import { sortOffers } from './sortOffers.ts';
import { createGrowingStrings, type StringPool } from './stringPool.ts';

export interface CatalogCompiler {
  /** The plan must be valid and its id new; plans may come in any order. */
  addPlan(plan: Plan): void;
  /** The row must be valid; its plan may come later. */
  addOffer(row: OfferRow): void;
  /** Once. @param between called between two columns. */
  finish(between?: () => void): CompiledCatalog;
}

/** Compiles plan by plan, so that an import never holds all plans and offers as objects. */
export function createCatalogCompiler(definition: CatalogDefinition): CatalogCompiler {
  const planIds = createGrowingStrings();
  const names = createGrowingStrings();
  /** Of each plan and each offer, the number of its plan id as it was first met, where there are offers at all. */
  const idOfPlan = createGrowingArray(Uint32Array);
  const idOfOffer = createGrowingArray(Uint32Array);
  const numberOf = new Map<string, number>();
  const numberFor = (planId: string): number => {
    const known = numberOf.get(planId) ?? numberOf.size;
    if (known === numberOf.size) numberOf.set(planId, known);
    return known;
  };
  const sources = definition.attributes.map((attribute) => createColumnSource(attribute));
  const ids = definition.attributes.map(({ id }) => id);
  const columnOf = new Map(ids.map((id, column) => [id, column]));
  return {
    addPlan(plan) {
      planIds.push(plan.planId);
      names.push(plan.name);
      if (definition.offers !== undefined) idOfPlan.push(numberFor(plan.planId));
      const values = plan.values ?? {};
      for (let column = 0; column < ids.length; column++) {
        sources[column]!.addPlan(Object.hasOwn(values, ids[column]!) ? values[ids[column]!] : undefined);
      }
    },
    addOffer({ planId, values = {} }) {
      for (const id of Object.keys(values)) sources[columnOf.get(id)!]!.addOffer(idOfOffer.length, values[id]!);
      idOfOffer.push(numberFor(planId));
    },
    finish(between = () => undefined) {
      const plans = Uint32Array.from({ length: planIds.length }, (_, plan) => plan);
      plans.sort(planIds.compare);
      const planOfOffer = findPlans(idOfPlan.view(), idOfOffer.view());
      // What was collected goes piece by piece as it is built: both together would be twice the memory.
      numberOf.clear();
      idOfPlan.clear();
      idOfOffer.clear();
      const { offers, markets } = layOutOffers(definition, sources, plans, planOfOffer);
      const idPool = planIds.pool(plans);
      planIds.clear();
      const namePool = names.pool(plans);
      names.clear();
      const columns: StoredColumn[] = [];
      for (let source = sources.shift(); source !== undefined; source = sources.shift()) {
        columns.push(source.builder.build(source.entries(offers, planOfOffer, plans), source.isOverlaid()));
        between();
      }
      return assembleCatalog(definition, idPool, namePool, columns, markets);
    },
  };
}

/** By offer, the plan as it came: both have the number of their id. */
function findPlans(idOfPlan: Uint32Array, idOfOffer: Uint32Array): Uint32Array {
  const planOfId = new Uint32Array(idOfPlan.length);
  for (const [plan, id] of idOfPlan.entries()) planOfId[id] = plan;
  return idOfOffer.map((id) => planOfId[id]!);
}

interface OfferLayout {
  /** Offers in the order of their rows. */
  offers: Uint32Array;
  markets: StoredMarkets | null;
}

/**
 * @param plans the plans as they came, by ascending id.
 * @param planOfOffer by offer, the plan as it came.
 */
function layOutOffers(
  { offers, questions, attributes }: CatalogDefinition,
  sources: readonly ColumnSource[],
  plans: Uint32Array,
  planOfOffer: Uint32Array,
): OfferLayout {
  const none = new Uint32Array(0);
  if (offers === undefined) return { offers: none, markets: null };
  const rank = new Uint32Array(plans.length);
  for (let i = 0; i < plans.length; i++) rank[plans[i]!] = i;
  const asTheyCame = planOfOffer.map((_, offer) => offer);
  const codes = offers.requires.map((questionId) => {
    const { attribute } = questions.find(({ id }) => id === questionId)!;
    const source = sources[attributes.findIndex(({ id }) => id === attribute)]!;
    return source.builder.codesOf(source.entries(asTheyCame, planOfOffer, none));
  });
  const sorted = sortOffers(
    codes,
    planOfOffer.map((plan) => rank[plan]!),
    plans.length,
  );
  return { offers: sorted.order, markets: sorted.markets };
}

export function compileCatalog(catalog: Catalog): CompiledCatalog {
  const compiler = createCatalogCompiler(definitionOf(catalog));
  for (const plan of catalog.plans) compiler.addPlan(plan);
  for (const row of catalog.offers?.rows ?? []) compiler.addOffer(row);
  return compiler.finish();
}

/** Puts finished parts together; also how a snapshot is opened. */
export function assembleCatalog(
  definition: CatalogDefinition,
  planIds: StringPool,
  names: StringPool,
  stored: readonly StoredColumn[],
  storedMarkets: StoredMarkets | null,
): CompiledCatalog {
  const planCount = planIds.offsets.length - 1;
  const rows = planCount + (storedMarkets?.plans.length ?? 0);
  const columns = stored.map((column) => openColumn(column, wordsFor(rows)));
  const questionnaire = compileQuestionnaire(definition);
  const required = (definition.offers?.requires ?? []).map((id) => questionnaire.indexOf.get(id)!);
  const markets =
    storedMarkets === null
      ? null
      : openMarkets(
          storedMarkets,
          required,
          required.map((question) => questionnaire.questions[question]!.source as number),
        );
  let grouped: RowsByPlan | undefined;
  return {
    definition,
    questionnaire,
    planCount,
    rows,
    words: wordsFor(rows),
    columns,
    markets,
    offersByPlan: () => (grouped ??= groupByPlan(markets?.plans ?? new Uint32Array(0), planCount)),
    planIds,
    names,
    byteLength: [planIds, names, storedMarkets, ...stored].reduce((sum, part) => sum + bytesOf(part), 0),
    cards: createPlanCards(planIds, names, columns, (row) => planOf({ markets }, row)),
  };
}

function bytesOf(part: object | null): number {
  let bytes = 0;
  for (const value of Object.values(part ?? {}) as unknown[]) {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength;
    else if (typeof value === 'object' && value !== null && 'units' in value) bytes += bytesOf(value);
  }
  return bytes;
}
