import type { NumericFacet } from '../../../shared/domain/engine/schema.ts';
import { sizesCatalog } from '../../support/flatCatalog.ts';
import { implementations, type Implementation } from '../../support/implementations.ts';

const { MAX_VALUE, EPSILON } = Number;

/** Values, and the edges their histogram must have. */
const cases: [name: string, sizes: number[], edges: number[]][] = [
  ['twenty buckets of 1', [0, 20], steps(0, 20, (i) => i)],
  ['a width of 2 as soon as 20 are not enough', [0, 20.5], steps(0, 11, (i) => 2 * i)],
  ['a width of 5', [0, 100], steps(0, 20, (i) => 5 * i)],
  ['a width of 10 after 5', [0, 101], steps(0, 11, (i) => 10 * i)],
  ['edges outside the values', [9.5, 20.4], steps(0, 12, (i) => 9 + i)],
  ['decimal edges as their nearest doubles', [0.3, 2.3], steps(3, 23, (i) => i / 10)],
  ['hundredths', [0.1, 0.3], steps(10, 30, (i) => i / 100)],
  ['negative numbers', [-7, 5], steps(-7, 5, (i) => i)],
  ['a span around zero', [-0.5, 0.5], steps(-10, 10, (i) => (5 * i) / 100)],
  ['large numbers', [1e300, 3e300], steps(10, 30, (i) => Number(`${i}e299`))],
  ['tiny numbers', [1e-299, 3e-299], steps(10, 30, (i) => Number(`${i}e-300`))],
  ['one value', [7, 7], [7, 7]],
  ['zero and minus zero as one value', [0, -0], [0, 0]],
  ['a span below 1e-300', [0, 5e-301], [0, 5e-301]],
  ['a span that is not finite', [-MAX_VALUE, MAX_VALUE], [-MAX_VALUE, MAX_VALUE]],
  ['a last edge that would not be finite', [0, MAX_VALUE], [0, MAX_VALUE]],
  ['neighbouring doubles', [1, 1 + EPSILON], [1, 1 + EPSILON]],
  ['a span of few doubles, whose edges would coincide', [1, 1 + 5 * EPSILON], [1, 1 + 5 * EPSILON]],
];

describe.each(implementations)('histograms of the %s', (_name, implementation) => {
  it.each(cases)('have %s', (_case, sizes, edges) => {
    const { histogram } = facetOf(implementation, sizes);
    expect(histogram.map(({ from }) => from)).toEqual(edges.slice(0, -1));
    expect(histogram.map(({ to }) => to)).toEqual(edges.slice(1));
    expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(sizes.length);
  });

  it('count a value on an edge in the bucket that starts there, the highest in the last', () => {
    const { histogram } = facetOf(implementation, [0, 1, 1.5, 2, 18.5, 19, 20, 20]);
    const filled = histogram.filter(({ count }) => count > 0).map(({ from, count }) => [from, count]);
    expect(filled).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
      [18, 1],
      [19, 3],
    ]);
  });

  it('leave unknown values out', () => {
    expect(facetOf(implementation, [null, 3, null])).toMatchObject({
      min: 3,
      max: 3,
      histogram: [{ from: 3, to: 3, count: 1 }],
    });
  });

  it('have no buckets where no value is known', () => {
    const nothing = { questionId: 'size', min: null, max: null, histogram: [], selected: null };
    expect(facetOf(implementation, [null])).toEqual(nothing);
    expect(facetOf(implementation, [])).toEqual(nothing);
  });
});

function facetOf(implementation: Implementation, sizes: (number | null)[]): NumericFacet {
  return implementation.recommend(sizesCatalog(sizes), {}).facets![0] as NumericFacet;
}

function steps(first: number, last: number, edge: (index: number) => number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => edge(first + index) + 0);
}
