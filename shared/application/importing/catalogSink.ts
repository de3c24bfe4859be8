import { createOfferChecks, type OfferChecks, type OfferRow } from '../../domain/catalog/mapping/checkOffers.ts';
import type { AttributeTypes } from '../../domain/catalog/mapping/checkRules.ts';
import type { FaultList } from '../../domain/catalog/faultList.ts';
import { isObject } from '../../domain/catalog/fieldChecks.ts';
import { LIMITS, type CatalogDefinition, type Plan } from '../../domain/catalog/schema.ts';
import { validateDefinition } from '../../domain/catalog/validateDefinition.ts';
import { createPlanValidator } from '../../domain/catalog/validatePlans.ts';
import { createCatalogCompiler } from '../../domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../domain/engine/compiledCatalog.ts';

/** Takes what sources give, one by one, checks it and keeps it in its own way. */
export interface CatalogSink {
  /** What plans and offers may use, as far as the definition says it. */
  readonly types: AttributeTypes;
  /** Whether the catalogue is sold by offers, which then come after all plans. */
  readonly hasOffers: boolean;
  addPlan(plan: unknown): void;
  addOffer(row: unknown): void;
  readonly plans: number;
  readonly offers: number;
}

/** Whether a sink has more than a catalogue may hold; if so it has been made a fault, and reading on is no use. */
export function isTooMuch({ plans, offers }: CatalogSink): boolean {
  return plans + offers > LIMITS.plansAndRows;
}

/** Says so once. Plans alone are counted by their own check. */
export function refuseTooMuch(sink: CatalogSink, faults: FaultList): void {
  if (!isTooMuch(sink) || sink.plans > LIMITS.plansAndRows) return;
  const limit = LIMITS.plansAndRows.toLocaleString('en');
  faults.add('', 'too_many', `Keep at most ${limit} plans and offers in one catalogue; split it into several.`);
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

export interface CompilingSink extends CatalogSink {
  /** Sorts the plans and builds the columns; once, and only without faults. */
  finish(): CompiledCatalog;
}

/** Keeps plans as columns only, so that a million of them fit. Offers are refused by the definition's own check. */
export const createCompilingSink: StartSink<CompilingSink> = (input, faults) => {
  const { definition, attributes } = validateDefinition(input, faults);
  const compiler = definition === undefined ? undefined : createCatalogCompiler(definition);
  const validator = createPlanValidator(attributes.types, faults);
  const checks = createOfferChecksFor(input, faults);
  return {
    types: attributes.types,
    hasOffers: checks !== undefined,
    addPlan(plan) {
      if (!validator.check(plan)) return;
      if (faults.total === 0) compiler?.add(plan);
      checks?.addPlan({ planId: plan.planId, values: plan.values ?? {} });
    },
    addOffer: (row) => checkOffer(row, checks, faults),
    get plans() {
      return validator.count;
    },
    get offers() {
      return checks?.count ?? 0;
    },
    finish() {
      if (compiler === undefined) throw new Error('A definition with faults compiles to nothing');
      return compiler.finish();
    },
  };
};

/** A catalogue as one object, as `PUT /manage/catalogs/{catalogId}` takes it. */
export type WholeCatalog = CatalogDefinition & {
  plans: Plan[];
  offers?: { requires: string[]; rows: OfferRow[] };
  lookups?: unknown[];
};

export interface CollectingSink extends CatalogSink {
  readonly catalog: WholeCatalog;
}

/** Keeps everything as it is: for sources small enough to be one object. */
export const createCollectingSink: StartSink<CollectingSink> = (input, faults) => {
  const whole = isObject(input) ? input : {};
  const plain = { ...whole };
  delete plain.offers;
  delete plain.lookups;
  const { attributes } = validateDefinition(isObject(input) ? plain : input, faults);
  const validator = createPlanValidator(attributes.types, faults);
  const checks = createOfferChecksFor(input, faults);
  const plans: Plan[] = [];
  const rows: OfferRow[] = [];
  return {
    types: attributes.types,
    hasOffers: checks !== undefined,
    addPlan(plan) {
      if (!validator.check(plan)) return;
      plans.push(plan);
      checks?.addPlan({ planId: plan.planId, values: plan.values ?? {} });
    },
    addOffer(row) {
      if (checkOffer(row, checks, faults)) rows.push(row as OfferRow);
    },
    get plans() {
      return validator.count;
    },
    get offers() {
      return checks?.count ?? 0;
    },
    get catalog() {
      const offers = isObject(whole.offers) ? { offers: { ...whole.offers, rows } } : {};
      return { ...whole, plans, ...offers } as unknown as WholeCatalog;
    },
  };
};

function checkOffer(row: unknown, checks: OfferChecks | undefined, faults: FaultList): boolean {
  if (checks === undefined) return false;
  if (isObject(row) && typeof row.planId === 'string' && (row.values === undefined || isObject(row.values))) {
    return checks.check({ planId: row.planId, values: (row.values ?? {}) as OfferRow['values'] });
  }
  faults.add(`/offers/rows/${checks.count}`, 'wrong_type', 'Must be an object with planId and values.');
  return false;
}

/** Markets are told apart by the attributes that the required questions are about. */
function createOfferChecksFor(input: unknown, faults: FaultList): OfferChecks | undefined {
  if (!isObject(input) || !isObject(input.offers)) return undefined;
  const { requires } = input.offers;
  const questions = Array.isArray(input.questions) ? (input.questions as unknown[]).filter(isObject) : [];
  const attributes = (Array.isArray(requires) ? (requires as unknown[]) : []).flatMap((id) => {
    const attribute = questions.find((question) => question.id === id)?.attribute;
    return typeof attribute === 'string' ? [attribute] : [];
  });
  return createOfferChecks(attributes, faults);
}
