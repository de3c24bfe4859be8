import fc from 'fast-check';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { filtersOnlyArbitrary } from '../../support/arbitraries/catalogs.ts';
import { overConstrainedArbitrary, type Asked } from '../../support/arbitraries/requests.ts';
import { wishesCatalog } from '../../support/flatCatalog.ts';
import { expectWaysOut } from '../../support/expectWaysOut.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

/** Nothing but wishes, all of them wished for, of which each plan grants some. */
const wishesArbitrary: fc.Arbitrary<Asked> = fc
  .record({
    importances: fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 7 }),
    granted: fc.array(fc.nat(127), { maxLength: 12 }),
  })
  .map(({ importances, granted }) => {
    const ids = importances.map((_, index) => `wish ${index}`);
    const wishes = Object.fromEntries(importances.map((importance, index) => [ids[index]!, { importance }]));
    const plans = granted.map((bits, index): [string, string[]] => [
      `plan ${index}`,
      ids.filter((_, bit) => Math.floor(bits / 2 ** bit) % 2 === 1),
    ]);
    const request = { responses: Object.fromEntries(ids.map((id) => [id, true])) };
    return { catalog: wishesCatalog(wishes, Object.fromEntries(plans)), request };
  });

const overConstrained: [name: string, arbitrary: fc.Arbitrary<Asked>][] = [
  ['any filters', overConstrainedArbitrary(filtersOnlyArbitrary)],
  ['wishes', wishesArbitrary],
];

describe.each(overConstrained)('ways out of %s that nothing fits', (_name, arbitrary) => {
  it('are minimal, distinct, and two relaxations where two exist', () => {
    fc.assert(
      fc.property(arbitrary, ({ catalog, request }) => {
        const compiled = compileCatalog(catalog);
        const { total, conflicts, relaxations } = recommend(compiled, { ...request, include: ['waysOut'] });
        if (total > 0) {
          expect({ conflicts, relaxations }).toEqual({ conflicts: [], relaxations: [] });
          return;
        }
        expectWaysOut(catalog, request, { conflicts, relaxations });
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('bring what the request without them brings', () => {
    fc.assert(
      fc.property(arbitrary, ({ catalog, request }) => {
        const compiled = compileCatalog(catalog);
        for (const { drop, total, bestPlanId } of recommend(compiled, request).relaxations ?? []) {
          const kept = Object.entries(request.responses!).filter(([questionId]) => !drop.includes(questionId));
          const without = { ...request, responses: Object.fromEntries(kept), sort: 'score', offset: 0, limit: 1 };
          const shortlist = recommend(compiled, { ...without, include: ['plans'] });
          expect(shortlist).toMatchObject({ total, plans: [{ planId: bestPlanId }] });
        }
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
