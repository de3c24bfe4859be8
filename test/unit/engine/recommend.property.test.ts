import fc from 'fast-check';
import { checkRequest } from '../../../shared/domain/engine/checkRequest.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { PARTS, type ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { catalogArbitrary, filtersOnlyArbitrary } from '../../support/arbitraries/catalogs.ts';
import { largeCatalogArbitrary } from '../../support/arbitraries/largeCatalogs.ts';
import {
  askedArbitrary,
  askedOftenArbitrary,
  overConstrainedArbitrary,
  type Asked,
} from '../../support/arbitraries/requests.ts';
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

  it('answers many requests over several catalogues, none of which disturbs another', () => {
    const small = askedOftenArbitrary(catalogArbitrary);
    const large = askedOftenArbitrary(largeCatalogArbitrary(40, 200));
    fc.assert(
      fc.property(fc.tuple(small, large, small), (all) => {
        const compiled = all.map(({ catalog }) => compileCatalog(catalog));
        const answered = [0, 1, 2, 3].flatMap((turn) =>
          all.flatMap(({ catalog, requests }, index) => {
            const asked = requests[turn];
            if (asked === undefined) return [];
            const request = { ...asked, include: PARTS.filter((part) => part !== 'nextQuestion' || index !== 1) };
            return [{ catalog, request, actual: recommend(compiled[index]!, request) }];
          }),
        );
        for (const { catalog, request, actual } of answered) {
          expect(differencesBetween(comparable(actual), comparable(interpret(catalog, request)))).toEqual([]);
        }
      }),
      propertyRuns(30),
    );
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
