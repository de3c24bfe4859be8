import fc from 'fast-check';
import { definitionOf } from '../../../shared/domain/catalog/definitionOf.ts';
import { comparePlans } from '../../../shared/domain/engine/comparePlans.ts';
import { compileCatalog, createCatalogCompiler } from '../../../shared/domain/engine/compileCatalog.ts';
import { explainWhyNot } from '../../../shared/domain/engine/explainWhyNot.ts';
import { findPlan } from '../../../shared/domain/engine/findPlan.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { fromSnapshot } from '../../../shared/domain/engine/snapshot.ts';
import { catalogArbitrary } from '../../support/arbitraries/catalogs.ts';
import { askedArbitrary } from '../../support/arbitraries/requests.ts';
import { asSent, differencesBetween } from '../../support/differences.ts';
import { interpretCompare } from '../../support/oracle/comparing.ts';
import { interpret, presented } from '../../support/oracle/index.ts';
import { interpretWhyNot } from '../../support/oracle/whyNot.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';
import { snapshotBytes } from '../../support/snapshotBytes.ts';

const asked = askedArbitrary(catalogArbitrary);

describe('single plans, of any catalogue', () => {
  it('are found as they were written, and only they', () => {
    fc.assert(
      fc.property(catalogArbitrary, ({ catalog }) => {
        const compiled = compileCatalog(catalog);
        for (const plan of catalog.plans) {
          expect(differencesBetween(findPlan(compiled, plan.planId), presented(catalog, plan))).toEqual([]);
        }
        for (const planId of ['', 'no such plan', 'prototype', '\u0000']) {
          expect(findPlan(compiled, planId)).toBeUndefined();
        }
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('are compared as the interpreter does', () => {
    fc.assert(
      fc.property(asked, fc.array(fc.nat(99), { minLength: 2, maxLength: 5 }), ({ catalog, request }, picks) => {
        const planIds = [...new Set(picks.map((pick) => catalog.plans[pick % 31]?.planId ?? `no plan ${pick}`))];
        const { responses, fixed } = request;
        const comparison = comparePlans(compileCatalog(catalog), { planIds, responses, fixed });
        const expected = interpretCompare(catalog, { planIds, responses, fixed });
        expect(differencesBetween(comparison, expected)).toEqual([]);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('are explained as the interpreter does', () => {
    fc.assert(
      fc.property(asked, fc.nat(30), ({ catalog, request }, pick) => {
        const planId = catalog.plans[pick % Math.max(1, catalog.plans.length)]?.planId ?? 'no such plan';
        const whyNotRequest = { planId, responses: request.responses, fixed: request.fixed };
        const whyNot = explainWhyNot(compileCatalog(catalog), whyNotRequest);
        expect(differencesBetween(whyNot, interpretWhyNot(catalog, whyNotRequest))).toEqual([]);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});

describe('a snapshot, of any catalogue', () => {
  it('answers as the compiled catalogue and its interpreter do', () => {
    fc.assert(
      fc.property(asked, ({ catalog, request }) => {
        const opened = fromSnapshot(snapshotBytes(compileCatalog(catalog)));
        expect(
          differencesBetween(asSent(recommend(opened, request)), asSent(recommend(compileCatalog(catalog), request))),
        ).toEqual([]);
        const include = ['plans' as const, 'facets' as const];
        const expected = interpret(catalog, { ...request, include });
        expect(differencesBetween(asSent(recommend(opened, { ...request, include })), asSent(expected))).toEqual([]);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('finds every plan and has the same bytes whatever the order of plans and offers', () => {
    fc.assert(
      fc.property(catalogArbitrary, fc.infiniteStream(fc.nat()), ({ catalog }, places) => {
        const bytes = snapshotBytes(compileCatalog(catalog));
        const opened = fromSnapshot(bytes);
        for (const plan of catalog.plans) {
          expect(differencesBetween(findPlan(opened, plan.planId), presented(catalog, plan))).toEqual([]);
        }
        const compiler = createCatalogCompiler(definitionOf(catalog));
        const additions = [
          ...catalog.plans.map((plan) => () => compiler.addPlan(plan)),
          ...(catalog.offers?.rows ?? []).map((row) => () => compiler.addOffer(row)),
        ].map((add) => ({ add, place: Number(places.next().value) }));
        additions.sort((a, b) => a.place - b.place).forEach(({ add }) => add());
        expect(Buffer.compare(snapshotBytes(compiler.finish()), bytes)).toBe(0);
        expect(Buffer.compare(snapshotBytes(opened), bytes)).toBe(0);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
