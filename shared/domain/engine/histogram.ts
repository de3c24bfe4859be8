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

export function histogramEdges(min: number, max: number): Float64Array {
  const single = Float64Array.of(min, max);
  const span = max - min;
  if (min === max || span < SMALLEST_SPAN || !Number.isFinite(span)) return single;
  for (let exponent = Math.floor(Math.log10(span / MAX_BUCKETS)) - 1; ; exponent++) {
    for (const mantissa of [1, 2, 5]) {
      const edges = tryWidth(mantissa, exponent, min, max);
      if (edges !== undefined) return edges ?? single;
    }
  }
}

/** undefined: too many buckets; null: the edges are not finite and strictly ascending. */
function tryWidth(mantissa: number, exponent: number, min: number, max: number): Float64Array | null | undefined {
  const atLeast = (max - min) / edgeAt(1, mantissa, exponent);
  if (atLeast > MAX_BUCKETS + ROUNDING) return undefined;
  const first = lastEdgeUpTo(min, mantissa, exponent);
  if (first === null) return null;
  const edges: number[] = [];
  for (let i = first; edges.length === 0 || edges[edges.length - 1]! < max; i++) {
    if (edges.length > MAX_BUCKETS) return undefined;
    edges.push(edgeAt(i, mantissa, exponent));
  }
  const ascending = edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]!));
  return ascending ? Float64Array.from(edges) : null;
}

/** Index of the largest edge not above x; null past 2^53, where neighbouring edges coincide. */
function lastEdgeUpTo(x: number, mantissa: number, exponent: number): number | null {
  let i = Math.floor(x / edgeAt(1, mantissa, exponent));
  if (!Number.isSafeInteger(i)) return null;
  while (edgeAt(i, mantissa, exponent) > x) i--;
  while (edgeAt(i + 1, mantissa, exponent) <= x) i++;
  return i;
}

/** Powers of ten that are exact doubles. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** The double nearest to i x m x 10^k: one rounding of exact factors where they are exact, else by decimal parsing. */
function edgeAt(i: number, mantissa: number, exponent: number): number {
  const multiple = i * mantissa;
  const power = EXACT_POWERS[Math.abs(exponent)];
  if (power !== undefined && Number.isSafeInteger(multiple)) return exponent < 0 ? multiple / power : multiple * power;
  return Number(`${multiple}e${exponent}`);
}

/** Adds each value to its bucket; a value on an inner edge belongs to the bucket above, the last edge to the last. */
export function countIntoBuckets(
  values: Float64Array,
  rows: Uint32Array,
  from: number,
  to: number,
  edges: Float64Array,
  counts: Uint32Array,
): void {
  const buckets = edges.length - 1;
  const first = edges[0]!;
  const perUnit = buckets / (edges[buckets]! - first);
  const even = Number.isFinite(perUnit);
  for (let r = from; r < to; r++) {
    const x = values[rows[r]!]!;
    if (x !== x) continue;
    let bucket = even ? Math.floor((x - first) * perUnit) : 0;
    if (bucket >= buckets) bucket = buckets - 1;
    while (bucket > 0 && x < edges[bucket]!) bucket--;
    while (bucket < buckets - 1 && x >= edges[bucket + 1]!) bucket++;
    counts[bucket] = counts[bucket]! + 1;
  }
}
