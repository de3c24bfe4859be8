import fc from 'fast-check';
import { checkRequest } from '../../../shared/domain/engine/checkRequest.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { PARTS, type ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { catalogArbitrary, filtersOnlyArbitrary } from '../../support/arbitraries/catalogs.ts';
import { askedArbitrary, overConstrainedArbitrary, type Asked } from '../../support/arbitraries/requests.ts';
import { comparable, differencesBetween } from '../../support/differences.ts';
import { interpret } from '../../support/oracle/index.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

describe('recommend, on any catalogue and request', () => {
  it.each(PARTS)('answers as the interpreter does: %s', (part) => {
    const include: ShortlistRequest['include'] = part === 'reasons' ? ['plans', 'reasons'] : [part];
    fc.assert(
      fc.property(askedArbitrary(catalogArbitrary), ({ catalog, request }) => {
        expectSame({ catalog, request: { ...request, include } });
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('answers all parts together, and any choice of them', () => {
    fc.assert(fc.property(askedArbitrary(catalogArbitrary), expectSame), propertyRuns(USUAL_RUNS));
  });

  it('answers requests that ask for too much', () => {
    fc.assert(fc.property(overConstrainedArbitrary(filtersOnlyArbitrary), expectSame), propertyRuns(USUAL_RUNS));
  });

  it('finds no fault with a valid request', () => {
    fc.assert(
      fc.property(askedArbitrary(catalogArbitrary), ({ catalog, request }) => {
        expect(checkRequest(compileCatalog(catalog), request)).toEqual([]);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('gives reasons that sum to the score', () => {
    fc.assert(
      fc.property(askedArbitrary(catalogArbitrary), ({ catalog, request }) => {
        const { plans } = recommend(compileCatalog(catalog), { ...request, include: ['plans', 'reasons'] });
        for (const { score, reasons } of plans!) {
          expect(reasons!.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 9);
        }
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});

function expectSame({ catalog, request }: Asked): void {
  const actual = recommend(compileCatalog(catalog), request);
  expect(differencesBetween(comparable(actual), comparable(interpret(catalog, request)))).toEqual([]);
}
