import fc from 'fast-check';
import type { Attribute, Plan, Value } from '../../../shared/domain/catalog/schema.ts';
import { idArbitrary, numberArbitrary, optionArbitrary, planIdArbitrary } from './values.ts';

/** Most attributes of a small catalogue, and so the number of cells of each plan. */
export const MOST_ATTRIBUTES = 10;

/** An attribute with the few values its plans choose from, so that plans share values. */
export interface PooledAttribute {
  attribute: Attribute;
  options: string[];
  numbers: number[];
}

export const attributesArbitrary = fc.uniqueArray(
  fc
    .record({
      id: idArbitrary,
      type: fc.constantFrom<Attribute['type'][]>('number', 'category', 'set', 'number', 'category', 'boolean', 'text'),
      better: fc.constantFrom<Attribute['better'][]>(undefined, 'lower', 'higher', 'none'),
      options: fc.uniqueArray(optionArbitrary, { minLength: 1, maxLength: 5 }),
      numbers: fc.array(numberArbitrary, { minLength: 1, maxLength: 8 }),
      declared: fc.option(fc.subarray([4, 2, 0, 1, 3, 5])),
    })
    .map(({ id, type, better, options, numbers, declared }): PooledAttribute => {
      const attribute: Attribute = { id, type };
      if (type === 'number' && better !== undefined) attribute.better = better;
      if ((type === 'category' || type === 'set') && declared !== null) {
        attribute.values = declared.map((index) => ({ value: options[index] ?? `held by no plan ${index}` }));
      }
      return { attribute, options, numbers };
    }),
  { selector: ({ attribute }) => attribute.id, minLength: 1, maxLength: MOST_ATTRIBUTES },
);

/** Plans as choices: one number for each attribute there may be. */
export const planChoicesArbitrary = fc.uniqueArray(
  fc.record({
    planId: planIdArbitrary,
    // One more for the attribute that offers may bring along.
    cells: fc.array(fc.nat(999), { minLength: MOST_ATTRIBUTES + 1, maxLength: MOST_ATTRIBUTES + 1 }),
  }),
  { selector: ({ planId }) => planId, maxLength: 30, size: 'max' },
);

export function toPlan(attributes: PooledAttribute[], planId: string, cells: number[]): Plan {
  const values = attributes.flatMap((pooled, index) => toEntry(pooled, cells[index]!));
  // Not written with computed keys: `__proto__` must become a value like any other.
  return { planId, name: `Plan ${planId}`, values: Object.fromEntries(values) };
}

/** A value by its attribute's id, as `cell` chooses it; none where it is left out. */
export function toEntry(pooled: PooledAttribute, cell: number): [string, Value][] {
  if (cell % 12 === 0) return [];
  if (cell % 12 === 1) return [[pooled.attribute.id, null]];
  return [[pooled.attribute.id, chosenValue(pooled, Math.floor(cell / 12))]];
}

function chosenValue({ attribute, options, numbers }: PooledAttribute, choice: number): Value {
  switch (attribute.type) {
    case 'number':
      return numbers[choice % numbers.length]!;
    case 'boolean':
      return choice % 2 === 0;
    case 'set':
      return options.filter((_, index) => Math.floor(choice / 2 ** index) % 2 === 1);
    default:
      return options[choice % options.length]!;
  }
}
