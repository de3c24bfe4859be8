import fc from 'fast-check';
import type { Lookup, Question } from '../../../shared/domain/catalog/schema.ts';
import type { BuiltQuestion } from './questions.ts';
import type { Generated } from './values.ts';

/** One question, or seldom two. */
const someOf = fc.tuple(fc.nat(99), fc.nat(99)).map(([first, second]) => (first % 4 === 3 ? [first, second] : [first]));

/** Lookups as choices among whatever `single` questions there will be. */
export const lookupsChoiceArbitrary = fc.record({
  tables: fc.array(
    fc.record({
      pivot: fc.nat(99),
      from: someOf,
      to: someOf,
      rows: fc.array(fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }), {
        minLength: 3,
        maxLength: 12,
        size: 'max',
      }),
    }),
    { minLength: 1, maxLength: 4, size: 'max' },
  ),
  listsOptions: fc.boolean(),
});
export type LookupsChoice = Generated<typeof lookupsChoiceArbitrary>;

/** A question that is there to be looked up by. */
export function toZip({ listsOptions }: LookupsChoice): BuiltQuestion {
  return toContext('zip code', ['10001', '12406', '94105'], listsOptions);
}

/** A question that is there to be filled in, for where there is no other. */
export function toCounty({ listsOptions }: LookupsChoice): BuiltQuestion {
  return toContext('county', ['Ulster', 'Delaware'], listsOptions);
}

function toContext(id: string, options: string[], listsOptions: boolean): BuiltQuestion {
  const question: Question = { id, text: 'Where?', kind: 'single', effect: 'context' };
  if (listsOptions) question.options = options.map((value) => ({ value }));
  return { id, kind: 'single', question, pool: undefined, options, numbers: [0] };
}

/**
 * `singles`, of which there are two or more, come in the order in which they were built: earlier ones fill in later
 * ones, so that none can wait for itself.
 */
export function toLookups({ tables }: LookupsChoice, singles: BuiltQuestion[]): Lookup[] {
  return tables.map(({ pivot, from, to, rows }) => {
    const first = 1 + (pivot % (singles.length - 1));
    const sources = [...new Set(from.map((pick) => singles[pick % first]!))];
    const targets = [...new Set(to.map((pick) => singles[first + (pick % (singles.length - first))]!))];
    return {
      from: sources.map(({ id }) => id),
      to: targets.map(({ id }) => id),
      rows: rows.map((picks) => [
        ...sources.map(({ options }, place) => options[picks[place]! % Math.min(3, options.length)]!),
        ...targets.map(({ options }, place) => filledIn(options, picks[2 + place]!)),
      ]),
    };
  });
}

/** Mostly the same value, so that rows agree often enough. */
function filledIn(options: string[], pick: number): string {
  if (pick < 60) return options[0]!;
  return pick > 96 ? 'held by no plan' : options[pick % options.length]!;
}
