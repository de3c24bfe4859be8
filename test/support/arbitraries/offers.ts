import fc from 'fast-check';
import type { OfferRow, Offers, Plan, Question, Value } from '../../../shared/domain/catalog/schema.ts';
import { toEntry, type PooledAttribute } from './attributes.ts';
import type { BuiltQuestion } from './questions.ts';
import type { Generated } from './values.ts';

/** Most required questions; each takes one option of every market. */
export const MOST_REQUIRED = 3;

/** Offers as choices; what they come to depends on the attributes and plans. */
export const offersChoiceArbitrary = fc.record({
  count: fc.constantFrom(1, 2, 1, 3, 2, 0),
  required: fc.array(
    fc.record({
      target: fc.nat(99),
      unknown: fc.constantFrom<Question['unknown'][]>(undefined, undefined, 'include'),
      importance: fc.constantFrom(undefined, 2),
      answerable: fc.constantFrom(undefined, 0.5),
    }),
    { minLength: MOST_REQUIRED, maxLength: MOST_REQUIRED },
  ),
  markets: fc.array(fc.array(fc.nat(99), { minLength: MOST_REQUIRED, maxLength: MOST_REQUIRED }), {
    minLength: 1,
    maxLength: 4,
  }),
  rows: fc.array(
    fc.record({
      plan: fc.nat(99),
      market: fc.nat(99),
      /** Whether the plan says where it is sold, if its own value is the one. */
      leavesToPlan: fc.boolean(),
      overlay: fc.array(fc.nat(11_999), { maxLength: 4 }),
    }),
    { maxLength: 60, size: 'max' },
  ),
});
export type OffersChoice = Generated<typeof offersChoiceArbitrary>;

/** Markets are told apart by categories: where there is none, one is added. */
export function withMarket(attributes: PooledAttribute[], choice: OffersChoice | null): PooledAttribute[] {
  if (choice === null || attributes.some(isCategory)) return attributes;
  const options = ['north', 'south', 'west'];
  return [...attributes, { attribute: { id: 'market', type: 'category' }, options, numbers: [0] }];
}

export function toRequired(choice: OffersChoice, attributes: PooledAttribute[]): BuiltQuestion[] {
  const categories = attributes.filter(isCategory);
  return choice.required.slice(0, choice.count).map(({ target, unknown, importance, answerable }, index) => {
    const pool = categories[target % categories.length]!;
    const id = `required ${index}`;
    const question: Question = { id, text: 'Where?', kind: 'single', effect: 'filter', attribute: pool.attribute.id };
    if (unknown !== undefined) question.unknown = unknown;
    if (importance !== undefined) question.importance = importance;
    if (answerable !== undefined) question.answerable = answerable;
    return { id, kind: 'single', question, pool, options: pool.options, numbers: pool.numbers };
  });
}

export function toOffers(
  { markets, rows: choices }: OffersChoice,
  required: BuiltQuestion[],
  attributes: PooledAttribute[],
  plans: Plan[],
): Offers {
  const rows: OfferRow[] = [];
  const taken = new Set<string>();
  for (const { plan: place, market, leavesToPlan, overlay } of choices.slice(0, plans.length === 0 ? 0 : undefined)) {
    const plan = plans[place % plans.length]!;
    const own = new Map<string, Value>(Object.entries(plan.values ?? {}));
    const values = new Map<string, Value>();
    for (const code of overlay) {
      const pooled = attributes[code % attributes.length]!;
      for (const [id, value] of toEntry(pooled, Math.floor(code / attributes.length))) values.set(id, value);
    }
    required.forEach(({ pool }, index) => {
      const { attribute, options } = pool!;
      const option = options[markets[market % markets.length]![index]! % options.length]!;
      values.delete(attribute.id);
      if (!leavesToPlan || (own.get(attribute.id) ?? null) === null) values.set(attribute.id, option);
    });
    const offer = required.map(({ pool }) => values.get(pool!.attribute.id) ?? own.get(pool!.attribute.id));
    const key = JSON.stringify([plan.planId, offer]);
    if (taken.has(key)) continue;
    taken.add(key);
    const { planId } = plan;
    rows.push(values.size === 0 && leavesToPlan ? { planId } : { planId, values: Object.fromEntries(values) });
  }
  return { requires: required.map(({ id }) => id), rows };
}

const isCategory = ({ attribute }: PooledAttribute): boolean => attribute.type === 'category';
