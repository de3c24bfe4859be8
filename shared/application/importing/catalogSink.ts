import type { FaultList } from '../../domain/catalog/faultList.ts';
import { isObject } from '../../domain/catalog/fieldChecks.ts';
import type { AttributeTypes } from '../../domain/catalog/mapping/checkRules.ts';
import { createRoom } from '../../domain/catalog/room.ts';
import { LIMITS, type Catalog, type CatalogDefinition, type OfferRow, type Plan } from '../../domain/catalog/schema.ts';
import { validateDefinition } from '../../domain/catalog/validateDefinition.ts';
import { createOfferValidator } from '../../domain/catalog/validateOfferRows.ts';
import { createPlanValidator } from '../../domain/catalog/validatePlans.ts';
import { createCatalogCompiler } from '../../domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../domain/engine/compiledCatalog.ts';

/** Takes what sources give, one by one, checks it and keeps it in its own way. */
export interface CatalogSink {
  /** What plans and offers may use, as far as the definition says it. */
  readonly types: AttributeTypes;
  /** Whether the catalogue is sold by offers. */
  readonly hasOffers: boolean;
  addPlan(plan: unknown): void;
  /** Its plan may come later. */
  addOffer(row: unknown): void;
  /** Once, when nothing more comes: finds what only plans and offers together show. */
  end(): void;
  /** How many came in so far, faulty or not. */
  readonly plans: number;
  readonly offers: number;
}

/** Whether a sink has more than a catalogue may hold; it has been made a fault then, and reading on is no use. */
export function isTooMuch({ plans, offers }: CatalogSink): boolean {
  return plans + offers > LIMITS.plansAndRows;
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

/** Begins with the definition of a catalogue: everything but its plans and offer rows, whose arrays are there and empty. */
export type StartSink<T extends CatalogSink> = (definition: unknown, faults: FaultList) => T;

/** What becomes of plans and offer rows without a fault. */
interface Keeper {
  addPlan(plan: Plan): void;
  addOffer(row: OfferRow): void;
}

/** @param keeperFor given the definition; undefined where it has faults. */
function startChecking(
  input: unknown,
  faults: FaultList,
  keeperFor: (definition: CatalogDefinition | undefined) => Keeper | undefined,
): CatalogSink {
  const { definition, attributes, offers } = validateDefinition(input, faults);
  const keeper = keeperFor(definition);
  const { types } = attributes;
  const room = createRoom(faults);
  const plans = createPlanValidator(types, faults, room);
  const rows = offers && createOfferValidator({ types, required: offers.required }, faults, room);
  return {
    types,
    hasOffers: rows !== undefined,
    addPlan(plan) {
      rows?.addPlan(plan);
      if (plans.check(plan) && faults.total === 0) keeper?.addPlan(plan);
    },
    addOffer(row) {
      if (rows?.check(row) === true && faults.total === 0) keeper?.addOffer(row);
    },
    // Without a list of plans every row would lack its own.
    end: () => (isObject(input) && Array.isArray(input.plans) ? rows?.finish() : undefined),
    get plans() {
      return plans.count;
    },
    get offers() {
      return rows?.count ?? 0;
    },
  };
}

export interface CompilingSink extends CatalogSink {
  /** Sorts the rows and builds the columns; once, and only without faults. */
  finish(): CompiledCatalog;
}

/** Keeps plans and offers as columns only, so that a million of them fit. */
export const createCompilingSink: StartSink<CompilingSink> = (input, faults) => {
  let compiler: ReturnType<typeof createCatalogCompiler> | undefined;
  const sink = startChecking(
    input,
    faults,
    (definition) => (compiler = definition === undefined ? undefined : createCatalogCompiler(definition)),
  );
  return Object.assign(sink, {
    finish() {
      if (compiler === undefined) throw new Error('A definition with faults compiles to nothing');
      return compiler.finish();
    },
  });
};

export interface CollectingSink extends CatalogSink {
  /** A catalogue as one object, as `PUT /manage/catalogs/{catalogId}` takes it. */
  readonly catalog: Catalog;
}

/** Keeps everything as it is: for sources small enough to be one object. */
export const createCollectingSink: StartSink<CollectingSink> = (input, faults) => {
  const plans: Plan[] = [];
  const rows: OfferRow[] = [];
  const sink = startChecking(input, faults, () => ({
    addPlan: (plan) => plans.push(plan),
    addOffer: (row) => rows.push(row),
  }));
  const whole = (isObject(input) ? input : {}) as unknown as Catalog;
  const { offers } = whole;
  return Object.assign(sink, { catalog: { ...whole, plans, ...(offers && { offers: { ...offers, rows } }) } });
};
