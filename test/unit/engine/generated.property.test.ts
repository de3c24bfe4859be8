import fc from 'fast-check';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { catalogArbitrary, filtersOnlyArbitrary } from '../../support/arbitraries/catalogs.ts';
import { largeCatalogArbitrary } from '../../support/arbitraries/largeCatalogs.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

describe('generated catalogues', () => {
  it.each([
    ['small', catalogArbitrary, USUAL_RUNS],
    ['of filters only', filtersOnlyArbitrary, USUAL_RUNS],
    ['large', largeCatalogArbitrary(60, 300), 20],
  ])('%s, can be imported', (_name, arbitrary, runs) => {
    fc.assert(
      fc.property(arbitrary, ({ catalog }) => {
        expect(validateCatalog(catalog)).toMatchObject({ catalog: expect.anything() as unknown });
      }),
      propertyRuns(runs),
    );
  });
});
