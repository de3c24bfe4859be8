import fc from 'fast-check';
import { countColumn } from '../../../shared/domain/engine/columnCounts.ts';
import type { ColumnCounts } from '../../../shared/domain/engine/counts.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { countWhole, rowsUpTo } from '../../../shared/domain/engine/wholeCounts.ts';
import { catalogArbitrary, type GeneratedCatalog } from '../../support/arbitraries/catalogs.ts';
import { largeCatalogArbitrary } from '../../support/arbitraries/largeCatalogs.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

const spelledOut = (counts: ColumnCounts) =>
  counts.kind === 'number' ? { ...counts, histogram: counts.histogram() } : counts;

describe('counts over all rows', () => {
  it.each<[string, fc.Arbitrary<GeneratedCatalog>, number]>([
    ['small', catalogArbitrary, USUAL_RUNS],
    ['large', largeCatalogArbitrary(200, 2_000), USUAL_RUNS / 10],
  ])('are what counting row by row gives, in %s catalogues', (_name, arbitrary, runs) => {
    fc.assert(
      fc.property(arbitrary, ({ catalog }) => {
        const { rows, columns } = compileCatalog(catalog);
        const all = { rows: Uint32Array.from({ length: rows }, (_, row) => row), from: 0, to: rows };
        for (const column of columns) {
          if (column.kind === 'text') continue;
          expect(spelledOut(countWhole(column, rows))).toEqual(spelledOut(countColumn(column, all)));
        }
      }),
      propertyRuns(runs),
    );
  });

  it('reach up to any number, with it or without', () => {
    const values = fc.array(fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }))), {
      maxLength: 400,
      size: 'max',
    });
    fc.assert(
      fc.property(values, fc.integer({ min: -4, max: 4 }), (numbers, x) => {
        const known = numbers.map((number) => (number !== null && Number.isFinite(number) ? number + 0 : null));
        const plans = known.map((price, plan) => ({ planId: `p${plan}`, name: '', values: { price } }));
        const { columns } = compileCatalog({ attributes: [{ id: 'price', type: 'number' }], plans, questions: [] });
        const [column] = columns;
        if (column?.kind !== 'number') throw new Error('a number column was compiled to something else');
        expect(rowsUpTo(column, x, true)).toBe(known.filter((number) => number !== null && number <= x).length);
        expect(rowsUpTo(column, x, false)).toBe(known.filter((number) => number !== null && number < x).length);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
