export interface Bucket {
  from: number;
  to: number;
  count: number;
}

/** A number, and the plan that has it in some market. */
export interface HeldNumber {
  planId: string;
  number: number;
}

const MOST_BUCKETS = 20;

/** The histogram of these numbers, which counts plans; none, no buckets. Edges are found in exact arithmetic. */
export function histogramOf(held: HeldNumber[]): Bucket[] {
  if (held.length === 0) return [];
  const numbers = held.map(({ number }) => number);
  const min = numbers.reduce((a, b) => Math.min(a, b));
  const max = numbers.reduce((a, b) => Math.max(a, b));
  const edges = edgesOver(min, max);
  return edges.slice(1).map((to, index) => {
    const from = edges[index]!;
    const isLast = index === edges.length - 2;
    const inside = held.filter(({ number: x }) => from <= x && (x < to || (isLast && x === to)));
    return { from, to, count: new Set(inside.map(({ planId }) => planId)).size };
  });
}

function edgesOver(min: number, max: number): number[] {
  const span = max - min;
  if (min === max || span < 1e-300 || !Number.isFinite(span)) return [min, max];
  // A hundredth of the span is surely too narrow, also where rounded edges swallow half of a span of few doubles.
  for (let exponent = Math.floor(Math.log10(span / 100)) - 1; ; exponent += 1) {
    for (const multiplier of [1n, 2n, 5n]) {
      const edge = (index: bigint) => Number(`${index * multiplier}e${exponent}`);
      let first = flooredQuotient(min, multiplier, exponent);
      while (edge(first) > min) first -= 1n;
      while (edge(first + 1n) <= min) first += 1n;
      let last = flooredQuotient(max, multiplier, exponent);
      while (edge(last) < max) last += 1n;
      while (edge(last - 1n) >= max) last -= 1n;
      if (last - first > MOST_BUCKETS) continue;
      const edges = Array.from({ length: Number(last - first) + 1 }, (_, index) => edge(first + BigInt(index)));
      const ascending = edges.every((value, index) => index === 0 || value > edges[index - 1]!);
      return ascending && edges.every(Number.isFinite) ? edges : [min, max];
    }
  }
}

/** floor(x / (multiplier x 10^exponent)), exactly. */
function flooredQuotient(x: number, multiplier: bigint, exponent: number): bigint {
  let integer = x;
  let denominator = multiplier;
  while (!Number.isInteger(integer)) {
    integer *= 2;
    denominator *= 2n;
  }
  let numerator = BigInt(integer);
  if (exponent < 0) numerator *= 10n ** BigInt(-exponent);
  else denominator *= 10n ** BigInt(exponent);
  const truncated = numerator / denominator;
  return numerator < 0n && truncated * denominator !== numerator ? truncated - 1n : truncated;
}
