import type { AttributeTypes } from '../../domain/catalog/mapping/checkRules.ts';
import type { FaultList } from '../../domain/catalog/faultList.ts';
import { isObject } from '../../domain/catalog/fieldChecks.ts';
import { createRoom } from '../../domain/catalog/room.ts';
import type { Catalog, CatalogDefinition, OfferRow, Plan } from '../../domain/catalog/schema.ts';
import { validateDefinition } from '../../domain/catalog/validateDefinition.ts';
import { createOfferValidator } from '../../domain/catalog/validateOfferRows.ts';
import { createPlanValidator, type PlanValidator } from '../../domain/catalog/validatePlans.ts';
import { createCatalogCompiler } from '../../domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../domain/engine/compiledCatalog.ts';

/** Takes what sources give, one by one, checks it and keeps it in its own way. */
export interface CatalogSink {
  /** What plans and offers may use, as far as the definition says it. */
  readonly types: AttributeTypes;
  /** Whether the catalogue is sold by offers. */
  readonly hasOffers: boolean;
  addPlan(plan: unknown): void;
  /** Says that there is a plan with a fault of its own, so that its offers are not faulted for want of it. */
  notePlan(plan: unknown): void;
  addOffer(row: unknown): void;
  /** Once, after all plans and offers: finds what only both together show. */
  end(): void;
  /** How many came in so far, good or not. */
  readonly plans: number;
  readonly offers: number;
  /** Whether there was more than a catalogue may hold; it has been made a fault, and reading on is no use. */
  readonly isFull: boolean;
}

/** Begins with the definition of a catalogue: everything but its plans and offer rows, whose arrays are there and empty. */
export type StartSink<T extends CatalogSink> = (definition: unknown, faults: FaultList) => T;

export interface CompilingSink extends CatalogSink {
  /** Sorts the plans and builds the columns; once, and only without faults. */
  finish(between?: () => void): CompiledCatalog;
}

/** Keeps plans and offers as columns only, so that a million of them fit. */
export const createCompilingSink: StartSink<CompilingSink> = (input, faults) => {
  let compiler: ReturnType<typeof createCatalogCompiler> | undefined;
  const checks = createCheckedSink(input, faults, {
    begin: (definition) => (compiler = createCatalogCompiler(definition)),
    keepPlan: (plan) => compiler?.addPlan(plan),
    keepOffer: (row) => compiler?.addOffer(row),
  });
  const finish = (between?: () => void): CompiledCatalog => {
    if (compiler === undefined) throw new Error('A definition with faults compiles to nothing');
    return compiler.finish(between);
  };
  return Object.assign(checks, { finish });
};

export interface CollectingSink extends CatalogSink {
  /** As one object, as `PUT /manage/catalogs/{catalogId}` takes it. */
  catalog(): Catalog;
}

/** Keeps everything as it is: for sources small enough to be one object. */
export const createCollectingSink: StartSink<CollectingSink> = (input, faults) => {
  const plans: Plan[] = [];
  const rows: OfferRow[] = [];
  const checks = createCheckedSink(input, faults, {
    begin: () => undefined,
    keepPlan: (plan) => plans.push(plan),
    keepOffer: (row) => rows.push(row),
  });
  const catalog = (): Catalog => {
    const whole = input as Catalog;
    return { ...whole, plans, ...(whole.offers !== undefined && { offers: { ...whole.offers, rows } }) };
  };
  return Object.assign(checks, { catalog });
};

interface Keeper {
  begin(definition: CatalogDefinition): void;
  /** Told of good ones only, and of none after the first fault: then nothing will come of it. */
  keepPlan(plan: Plan): void;
  keepOffer(row: OfferRow): void;
}

function createCheckedSink(input: unknown, faults: FaultList, keeper: Keeper): CatalogSink {
  const { definition, attributes, offers } = validateDefinition(input, faults);
  const { types } = attributes;
  const room = createRoom(faults);
  let plans: PlanValidator | undefined = createPlanValidator(types, faults, room);
  let rows = offers && createOfferValidator({ types, required: offers.required }, faults, room);
  const count = { plans: 0, offers: 0 };
  if (definition !== undefined) keeper.begin(definition);
  return {
    types,
    hasOffers: rows !== undefined,
    addPlan(plan) {
      rows?.addPlan(plan);
      if (plans!.check(plan) && faults.total === 0) keeper.keepPlan(plan);
      count.plans = plans!.count;
    },
    notePlan: (plan) => rows?.addPlan(plan),
    addOffer(row) {
      if (rows?.check(row) === true && faults.total === 0) keeper.keepOffer(row);
      count.offers = rows?.count ?? 0;
    },
    end() {
      rows?.finish();
      // They remember every id, which takes as much as the ids themselves; compiling needs that room.
      plans = undefined;
      rows = undefined;
    },
    get plans() {
      return count.plans;
    },
    get offers() {
      return count.offers;
    },
    get isFull() {
      return room.isRefused;
    },
  };
}

/** A definition beside its plans has none inside, where nobody would read them. */
export function refusePlansInside(definition: unknown, faults: FaultList): void {
  const refuse = (list: unknown, path: string): void => {
    if (!Array.isArray(list) || list.length === 0) return;
    faults.add(path, 'field_not_allowed', 'Remove what is in here: it comes from the rows of the source.');
  };
  if (!isObject(definition)) return;
  refuse(definition.plans, '/plans');
  if (isObject(definition.offers)) refuse(definition.offers.rows, '/offers/rows');
}
