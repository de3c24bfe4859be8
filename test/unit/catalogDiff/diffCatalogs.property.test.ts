import fc from 'fast-check';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { diffCatalogs, emptyDiff } from '../../../shared/domain/catalogDiff/diffCatalogs.ts';
import type { CatalogDiff } from '../../../shared/domain/catalogDiff/schema.ts';
import { finish } from '../../../shared/domain/steps.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { fromSnapshot } from '../../../shared/domain/engine/snapshot.ts';
import { catalogArbitrary } from '../../support/arbitraries/catalogs.ts';
import { versionsArbitrary } from '../../support/arbitraries/versions.ts';
import { differencesBetween } from '../../support/differences.ts';
import { interpretDiff, sortedRows } from '../../support/oracle/catalogDiff.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';
import { snapshotBytes } from '../../support/snapshotBytes.ts';

const open = (catalog: Catalog) => fromSnapshot(snapshotBytes(compileCatalog(catalog)));
const diffOf = (from: Catalog, to: Catalog): CatalogDiff => {
  const diff = finish(diffCatalogs(open(from), open(to)));
  return { ...diff, offers: sortedRows(diff.offers) };
};

describe('two versions of any catalogue', () => {
  it('differ as a plain comparison, plan by plan and row by row, says', () => {
    fc.assert(
      fc.property(versionsArbitrary, ({ from, to }) => {
        expect(differencesBetween(diffOf(from, to), interpretDiff(from, to))).toEqual([]);
        expect(differencesBetween(diffOf(to, from), interpretDiff(to, from))).toEqual([]);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('do not differ when they hold the same in another order', () => {
    fc.assert(
      fc.property(catalogArbitrary, ({ catalog }) => {
        const turned: Catalog = {
          ...catalog,
          plans: catalog.plans.toReversed(),
          ...(catalog.offers && { offers: { ...catalog.offers, rows: catalog.offers.rows.toReversed() } }),
          ...(catalog.lookups && {
            lookups: catalog.lookups.map((lookup) => ({ ...lookup, rows: lookup.rows.toReversed() })),
          }),
        };
        expect(diffOf(catalog, turned)).toEqual(emptyDiff());
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
