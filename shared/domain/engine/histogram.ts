import type { Numbers } from './columns.ts';
import type { Rows } from './rows.ts';

/**
 * Bucket edges of a histogram: multiples of m x 10^k (m in 1, 2, 5), the smallest such width with which at most 20
 * buckets cover [min, max]. Edge i is the double nearest to i x m x 10^k, the first the largest not above min, the last
 * the smallest not below max. Where that cannot be (min = max, a span that is tiny or overflows, edges that coincide)
 * there is the one bucket [min, max].
 */
export const MAX_BUCKETS = 20;

/** Slack when a number of buckets is estimated by division. */
const ROUNDING = 1e-6;

/** Below this span a width would be subnormal. */
const SMALLEST_SPAN = 1e-300;

const MANTISSAS = [1, 2, 5] as const;

export function histogramEdges(min: number, max: number): number[] {
  const span = max - min;
  if (min === max || span < SMALLEST_SPAN || !Number.isFinite(span)) return [min, max];
  // No narrower width can do: with 20 buckets the width is at least a twentieth of the span.
  for (let exponent = Math.floor(Math.log10(span / MAX_BUCKETS)); ; exponent++) {
    for (const mantissa of MANTISSAS) {
      const edges = tryWidth(mantissa, exponent, min, max);
      if (edges === null) return [min, max];
      if (edges !== undefined) return edges;
    }
  }
}

/** undefined: too many buckets; null: the edges are not finite and strictly ascending. */
function tryWidth(mantissa: number, exponent: number, min: number, max: number): number[] | null | undefined {
  const width = edgeAt(1, mantissa, exponent);
  if ((max - min) / width > MAX_BUCKETS + ROUNDING) return undefined;
  // Past 2^53 widths neighbouring edges coincide.
  const first = indexNotAbove(min, width, mantissa, exponent);
  if (!Number.isSafeInteger(first)) return null;
  const edges: number[] = [];
  let ascending = true;
  for (let edge = -Infinity; edge < max;) {
    if (edges.length > MAX_BUCKETS) return undefined;
    const next = edgeAt(first + edges.length, mantissa, exponent);
    if (next <= edge || !Number.isFinite(next)) ascending = false;
    edges.push((edge = next));
  }
  return ascending ? edges : null;
}

/** Index of the largest edge not above x. */
function indexNotAbove(x: number, width: number, mantissa: number, exponent: number): number {
  let i = Math.floor(x / width);
  if (!Number.isSafeInteger(i)) return i;
  while (edgeAt(i, mantissa, exponent) > x) i--;
  while (edgeAt(i + 1, mantissa, exponent) <= x) i++;
  return i;
}

/** Powers of ten that are exact doubles. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** The double nearest to i x m x 10^k: one rounding of exact factors where they are exact, else by decimal parsing. */
function edgeAt(i: number, mantissa: number, exponent: number): number {
  const multiple = i * mantissa;
  if (exponent > 22 || exponent < -22 || !Number.isSafeInteger(multiple)) return Number(`${multiple}e${exponent}`);
  return exponent < 0 ? multiple / EXACT_POWERS[-exponent]! : multiple * EXACT_POWERS[exponent]!;
}

/** Adds each value to its bucket; a value on an inner edge belongs to the bucket above, the last edge to the last. */
export function countIntoBuckets(
  values: Numbers,
  { rows, from, to }: Rows,
  edges: readonly number[],
  buckets: number[],
): void {
  const perUnit = bucketsPerUnit(edges);
  for (let r = from; r < to; r++) {
    const x = values[rows[r]!]!;
    if (x !== x) continue;
    const bucket = bucketOf(x, edges, perUnit);
    buckets[bucket] = buckets[bucket]! + 1;
  }
}

/** For `bucketOf`: how many buckets of even width there are to a unit; 0 where that is not finite. */
export function bucketsPerUnit(edges: ArrayLike<number>): number {
  const perUnit = (edges.length - 1) / (edges[edges.length - 1]! - edges[0]!);
  return Number.isFinite(perUnit) ? perUnit : 0;
}

/** The bucket of a known value within the edges: estimated by even width, put right by the edges themselves. */
export function bucketOf(x: number, edges: ArrayLike<number>, perUnit: number): number {
  const last = edges.length - 2;
  let bucket = Math.min(last, ((x - edges[0]!) * perUnit) | 0);
  while (bucket > 0 && x < edges[bucket]!) bucket--;
  while (bucket < last && x >= edges[bucket + 1]!) bucket++;
  return bucket;
}
