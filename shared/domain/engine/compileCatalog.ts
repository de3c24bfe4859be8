import { definitionOf } from '../catalog/definitionOf.ts';
import type { Catalog, CatalogDefinition, OfferRow, Plan } from '../catalog/schema.ts';
import { compileQuestionnaire } from '../questionnaire/compileQuestionnaire.ts';
import { wordsFor } from './bits.ts';
import { openColumn, type StoredColumn } from './columns.ts';
import { createColumnSource, type ColumnSource } from './columnSource.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { groupByPlan, openMarkets, planOf, type StoredMarkets } from './markets.ts';
import { createPlanCards } from './planCards.ts';
import { sortOffers } from './sortOffers.ts';
import { createStringPool, type StringPool } from './stringPool.ts';

export interface CatalogCompiler {
  /** The plan must be valid and its id new; plans may come in any order. */
  addPlan(plan: Plan): void;
  /** The row must be valid; its plan may come later. */
  addOffer(row: OfferRow): void;
  /** Once. */
  finish(): CompiledCatalog;
}

/** Compiles plan by plan, so that an import never holds all plans and offers as objects. */
export function createCatalogCompiler(definition: CatalogDefinition): CatalogCompiler {
  const planIds: string[] = [];
  const names: string[] = [];
  const offerPlanIds: string[] = [];
  const sources = definition.attributes.map((attribute) => createColumnSource(attribute));
  const ids = definition.attributes.map(({ id }) => id);
  const columnOf = new Map(ids.map((id, column) => [id, column]));
  return {
    addPlan(plan) {
      planIds.push(plan.planId);
      names.push(plan.name);
      const values = plan.values ?? {};
      for (let column = 0; column < ids.length; column++) {
        sources[column]!.addPlan(Object.hasOwn(values, ids[column]!) ? values[ids[column]!] : undefined);
      }
    },
    addOffer({ planId, values = {} }) {
      for (const id of Object.keys(values)) sources[columnOf.get(id)!]!.addOffer(offerPlanIds.length, values[id]!);
      offerPlanIds.push(planId);
    },
    finish() {
      const plans = Uint32Array.from(planIds.keys());
      plans.sort((a, b) => (planIds[a]! < planIds[b]! ? -1 : 1));
      const { offers, planOfOffer, markets } = layOutOffers(definition, sources, planIds, plans, offerPlanIds);
      // What was collected goes piece by piece as it is built: both together would be twice the memory.
      const idPool = createStringPool(Array.from(plans, (plan) => planIds[plan]!));
      planIds.length = 0;
      offerPlanIds.length = 0;
      const namePool = createStringPool(Array.from(plans, (plan) => names[plan]!));
      names.length = 0;
      const columns: StoredColumn[] = [];
      for (let source = sources.shift(); source !== undefined; source = sources.shift()) {
        columns.push(source.builder.build(source.entries(offers, planOfOffer, plans), source.isOverlaid()));
      }
      return assembleCatalog(definition, idPool, namePool, columns, markets);
    },
  };
}

interface OfferLayout {
  /** Offers in the order of their rows. */
  offers: Uint32Array;
  /** By offer, the plan as it came. */
  planOfOffer: Uint32Array;
  markets: StoredMarkets | null;
}

/** @param plans the plans as they came, by ascending id. */
function layOutOffers(
  { offers, questions, attributes }: CatalogDefinition,
  sources: readonly ColumnSource[],
  planIds: readonly string[],
  plans: Uint32Array,
  offerPlanIds: readonly string[],
): OfferLayout {
  const none = new Uint32Array(0);
  if (offers === undefined) return { offers: none, planOfOffer: none, markets: null };
  const planNumber = new Map(planIds.map((id, plan) => [id, plan]));
  const planOfOffer = Uint32Array.from(offerPlanIds, (id) => planNumber.get(id)!);
  const rank = new Uint32Array(plans.length);
  for (let i = 0; i < plans.length; i++) rank[plans[i]!] = i;
  const asTheyCame = Uint32Array.from(offerPlanIds.keys());
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
  return { offers: sorted.order, planOfOffer, markets: sorted.markets };
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
  let grouped: ReturnType<typeof groupByPlan> | undefined;
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
