import fc from 'fast-check';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { compareTops } from '../../../shared/domain/catalogDiff/compareTops.ts';
import type { TopsDiff } from '../../../shared/domain/catalogDiff/schema.ts';
import { finish } from '../../../shared/domain/steps.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import type { Responses } from '../../../shared/domain/engine/schema.ts';
import { catalogArbitrary } from '../../support/arbitraries/catalogs.ts';
import { askedOftenArbitrary } from '../../support/arbitraries/requests.ts';
import { editingArbitrary } from '../../support/arbitraries/versions.ts';
import { interpret } from '../../support/oracle/index.ts';
import { interpretWhyNot } from '../../support/oracle/whyNot.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

/** Editing takes questions away, but never changes what they take for an answer. */
function interpretTop(catalog: Catalog, stored: Responses) {
  const ids = new Set(catalog.questions.map(({ id }) => id));
  const responses = Object.fromEntries(Object.entries(stored).filter(([id]) => ids.has(id)));
  const { total, needs, plans } = interpret(catalog, { responses, limit: 3, include: ['plans'] });
  const planIds = plans!.map(({ planId }) => planId);
  const fits = (planId: string): boolean => {
    if (!catalog.plans.some((plan) => plan.planId === planId)) return false;
    return interpretWhyNot(catalog, { planId, responses })!.fits;
  };
  return { total, needs: needs.length > 0, planIds, fits };
}

function interpretTops(from: Catalog, to: Catalog, sample: Responses[]): TopsDiff {
  const pairs = sample.map((responses) => ({ one: interpretTop(from, responses), two: interpretTop(to, responses) }));
  const count = (isOne: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(isOne).length;
  return {
    sampled: sample.length,
    sameFirst: count(({ one, two }) => one.planIds[0] === two.planIds[0]),
    sameFirstThree: count(({ one, two }) => JSON.stringify(one.planIds) === JSON.stringify(two.planIds)),
    firstGone: count(({ one, two }) => one.planIds.length > 0 && !two.fits(one.planIds[0]!)),
    nowNothing: count(({ one, two }) => one.total > 0 && two.total === 0),
    nowSomething: count(({ one, two }) => one.total === 0 && two.total > 0),
    nowNeeds: count(({ one, two }) => !one.needs && two.needs),
    listedByNeither: count(({ one, two }) => one.planIds.length === 0 && two.planIds.length === 0),
  };
}

describe('the tops of any sessions', () => {
  it('change as plain shortlists on both versions say', () => {
    fc.assert(
      fc.property(askedOftenArbitrary(catalogArbitrary), editingArbitrary, ({ catalog, requests }, edit) => {
        const to = edit(catalog);
        const sample = requests.map(({ responses = {} }) => responses);
        const tops = finish(compareTops(compileCatalog(catalog), compileCatalog(to), sample));
        expect(tops).toEqual(interpretTops(catalog, to, sample));
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
