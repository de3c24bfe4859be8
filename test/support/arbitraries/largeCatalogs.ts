import fc from 'fast-check';
import type { Attribute, OfferRow, Offers, Plan, Value } from '../../../shared/domain/catalog/schema.ts';
import type { PooledAttribute } from './attributes.ts';
import { MOST_QUESTIONS, toCatalog, type GeneratedCatalog } from './catalogs.ts';
import { lookupsChoiceArbitrary } from './lookups.ts';
import { offersChoiceArbitrary, toRequired, withMarket, type OffersChoice } from './offers.ts';
import { questionChoiceArbitrary, rankingChoiceArbitrary, type BuiltQuestion } from './questions.ts';
import { seldom } from './values.ts';

interface LargeAttribute extends PooledAttribute {
  /** Of 1,000 plans so many know no value. */
  unknown: number;
}

/** How many values a column has: few fill bitsets, many are rare, the most are more than a facet lists. */
const SPREADS = [3, 60, 5_000];

const attributeArbitrary = fc
  .record({
    type: fc.constantFrom<Attribute['type'][]>('number', 'category', 'set', 'boolean'),
    better: fc.constantFrom<Attribute['better'][]>(undefined, 'lower', 'higher'),
    spread: fc.constantFrom(...SPREADS),
    declared: fc.boolean(),
    unknown: fc.constantFrom(0, 30, 990),
  })
  .map(({ type, better, spread, declared, unknown }): Omit<LargeAttribute, 'attribute'> & { written: Attribute } => {
    const values = Array.from({ length: spread }, (_, index) => index);
    const options = values.map((index) => `value ${index}`);
    const written: Attribute = { id: '', type };
    if (type === 'number' && better !== undefined) written.better = better;
    if ((type === 'category' || type === 'set') && declared) {
      written.values = options.slice(1, 3).map((value) => ({ value }));
    }
    return { written, options, numbers: values.map((index) => (index * 7 - 20) / 4), unknown };
  });

/** Catalogues of `min` to `max` plans, so that bitsets have several words and not all values are dense. */
export function largeCatalogArbitrary(min: number, max: number): fc.Arbitrary<GeneratedCatalog> {
  return fc
    .record({
      attributes: fc.array(attributeArbitrary, { minLength: 3, maxLength: 6 }),
      planCount: fc.integer({ min, max }),
      seed: fc.nat(),
      questions: fc.uniqueArray(questionChoiceArbitrary, { selector: ({ id }) => id, minLength: 3, maxLength: 8 }),
      places: fc.array(fc.nat(99), { minLength: MOST_QUESTIONS, maxLength: MOST_QUESTIONS }),
      ranking: fc.array(rankingChoiceArbitrary, { maxLength: 3 }),
      stopAt: fc.constant(undefined),
      offers: seldom(offersChoiceArbitrary),
      lookups: seldom(lookupsChoiceArbitrary),
    })
    .map(({ attributes: written, planCount, seed, offers, ...rest }) => {
      const drawn = written.map((attribute, index) => ({
        ...attribute,
        attribute: { ...attribute.written, id: `attribute ${index}` },
      }));
      const attributes = withMarket(drawn, offers).map((attribute) => ({ unknown: 0, ...attribute }));
      const next = randomNumbers(seed);
      const plans = Array.from({ length: planCount }, (_, index) => toPlan(attributes, `plan ${index}`, next));
      const required = offers === null ? [] : toRequired(offers, attributes);
      const generated = toCatalog({ attributes, plans, required, ...rest });
      if (offers !== null) {
        generated.catalog.offers = offersOfMany(offers, required, attributes, plans, next);
      }
      return generated;
    });
}

/** Most plans are sold in most markets, and a fifth of their values differ there. */
function offersOfMany(
  { markets }: OffersChoice,
  required: BuiltQuestion[],
  attributes: LargeAttribute[],
  plans: Plan[],
  next: () => number,
): Offers {
  const named = markets.map((market) =>
    required.map(({ pool }, index): [string, Value] => {
      const { attribute, options } = pool!;
      return [attribute.id, options[market[index]! % Math.min(4, options.length)]!];
    }),
  );
  // By attribute, because two required questions may be about the same one.
  const distinct = new Map(named.map((market) => [JSON.stringify(Object.entries(Object.fromEntries(market))), market]));
  const rows = plans.flatMap(({ planId }) =>
    [...distinct.values()]
      .filter(() => next() < 0.7)
      .map((market): OfferRow => {
        const differing = attributes.filter(() => next() < 0.2);
        const overlay = differing.map((attribute): [string, Value] => [
          attribute.attribute.id,
          next() < 0.1 ? null : randomValue(attribute, next),
        ]);
        return { planId, values: Object.fromEntries([...overlay, ...market]) };
      }),
  );
  return { requires: required.map(({ id }) => id), rows };
}

function toPlan(attributes: LargeAttribute[], planId: string, next: () => number): Plan {
  const values = attributes.map((attribute): [string, Value] => [
    attribute.attribute.id,
    Math.floor(next() * 1_000) < attribute.unknown ? null : randomValue(attribute, next),
  ]);
  return { planId, name: planId, values: Object.fromEntries(values) };
}

function randomValue({ attribute, options, numbers }: PooledAttribute, next: () => number): Value {
  switch (attribute.type) {
    case 'number':
      return numbers[Math.floor(next() * numbers.length)]!;
    case 'boolean':
      return next() < 0.3;
    case 'set': {
      const size = Math.floor(next() * 4);
      return [...new Set(Array.from({ length: size }, () => skewedOption(options, next)))];
    }
    default:
      return skewedOption(options, next);
  }
}

/** Half of the time any option, else one of the first few: some values are common, most are rare. */
function skewedOption(options: string[], next: () => number): string {
  const reach = next() < 0.5 ? options.length : Math.min(4, options.length);
  return options[Math.floor(next() * reach)]!;
}

/** Numbers in [0, 1) that follow from the seed: a multiplicative congruential generator (Park and Miller, 1988). */
function randomNumbers(seed: number): () => number {
  const modulus = 2_147_483_647;
  let state = (seed % (modulus - 1)) + 1;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}
