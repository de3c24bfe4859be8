import { createRandom, type Random } from '../support/random.ts';

/**
 * The 24 attributes of the panel: 10 category, 4 set, 8 number, 2 boolean. No value is unknown, because none of the
 * peers has a notion of it.
 */
export interface OptionColumn {
  id: string;
  type: 'category' | 'set' | 'boolean';
  /** Most frequent first. */
  values: readonly string[];
  /** Whether a question asks for it; the twelve that do have 68 options together. */
  asked: boolean;
}

export interface NumberColumn {
  id: string;
  type: 'number';
  draw: (random: Random) => number;
}

const ZIPF_EXPONENT = 0.8;

/** Cumulative shares of `size` values whose frequency falls with rank ** 0.8. */
function zipfShares(size: number): Float64Array {
  const shares = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) {
    sum += (rank + 1) ** -ZIPF_EXPONENT;
    shares[rank] = sum;
  }
  return shares.map((share) => share / sum);
}

const sharesBySize = new Map<number, Float64Array>();

/** A rank below `size`, low ranks more often. */
export function drawZipf(random: Random, size: number): number {
  let shares = sharesBySize.get(size);
  if (shares === undefined) {
    shares = zipfShares(size);
    sharesBySize.set(size, shares);
  }
  const point = random.next();
  let rank = 0;
  while (rank < size - 1 && shares[rank]! <= point) rank += 1;
  return rank;
}

const valuesOf = (size: number): string[] => Array.from({ length: size }, (_, rank) => `v${rank}`);
const optionColumn = (id: string, type: 'category' | 'set', size: number, asked: boolean): OptionColumn => ({
  id,
  type,
  values: valuesOf(size),
  asked,
});

const ASKED_CATEGORY_SIZES = [3, 4, 5, 6, 8, 10];
const UNASKED_CATEGORY_SIZES = [15, 24, 40, 60];
const SET_SIZES = [5, 6, 8, 9];

export const categoryColumns: readonly OptionColumn[] = [
  ...ASKED_CATEGORY_SIZES.map((size, place) => optionColumn(`category${place + 1}`, 'category', size, true)),
  ...UNASKED_CATEGORY_SIZES.map((size, place) => optionColumn(`category${place + 7}`, 'category', size, false)),
];
export const setColumns: readonly OptionColumn[] = SET_SIZES.map((size, place) =>
  optionColumn(`set${place + 1}`, 'set', size, true),
);
export const booleanColumns: readonly OptionColumn[] = [1, 2].map((place) => ({
  id: `boolean${place}`,
  type: 'boolean',
  values: ['true', 'false'],
  asked: true,
}));

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
/** Roughly normal, mean 0 and deviation 1. */
const drawNormal = (random: Random): number =>
  (random.next() + random.next() + random.next() + random.next() - 2) * Math.sqrt(3);

const drawNumber: ((random: Random) => number)[] = [
  (random) => round(20 * Math.exp(drawNormal(random) * 0.8), 2),
  (random) => random.integer(101),
  (random) => 1 + drawZipf(random, 12),
  (random) => round(random.next(), 4),
  (random) => 2 ** drawZipf(random, 12),
  (random) => Math.round(500 + 120 * drawNormal(random)),
  (random) => round(1 + random.integer(41) / 10, 1),
  (random) => random.integer(3_650),
];

export const numberColumns: readonly NumberColumn[] = drawNumber.map((draw, place) => ({
  id: `number${place + 1}`,
  type: 'number',
  draw,
}));

/** The columns behind the twelve facet questions, in questionnaire order. */
export const facetColumns: readonly OptionColumn[] = [...categoryColumns, ...setColumns, ...booleanColumns].filter(
  (column) => column.asked,
);

export const FACET_OPTIONS = facetColumns.reduce((sum, column) => sum + column.values.length, 0);

const SAMPLED_VALUES = 2_001;

/** A table of evenly spaced quantiles of a number column, ascending. */
export function quantilesOf(column: NumberColumn, seed: number): Float64Array {
  const random = createRandom(seed, 0x71, numberColumns.indexOf(column));
  return Float64Array.from({ length: SAMPLED_VALUES }, () => column.draw(random)).sort();
}
