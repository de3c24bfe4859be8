import fc from 'fast-check';
import type { Answer, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { catalogArbitrary, filtersOnlyArbitrary } from '../../support/arbitraries/catalogs.ts';
import { askedArbitrary, overConstrainedArbitrary } from '../../support/arbitraries/requests.ts';
import { differencesBetween } from '../../support/differences.ts';
import { expectWaysOut } from '../../support/expectWaysOut.ts';
import { filtersOf } from '../../support/oracle/filtering.ts';
import { interpret } from '../../support/oracle/index.ts';
import { toPlainRequest, withoutAnswers } from '../../support/oracle/request.ts';
import { readSituation, type Situation } from '../../support/oracle/situation.ts';
import { candidatesOf } from '../../support/oracle/waysOut.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

const any = askedArbitrary(catalogArbitrary);
const tooMuch = overConstrainedArbitrary(filtersOnlyArbitrary);

describe('the interpreter, on lookups', () => {
  it('counts and lists with what it filled in as if it had been answered', () => {
    fc.assert(
      fc.property(any, ({ catalog, request }) => {
        const include: ShortlistRequest['include'] = ['plans', 'reasons', 'facets'];
        const { derived, facets, ...filledIn } = interpret(catalog, { ...request, include });
        const { leftOpen } = readSituation(catalog, toPlainRequest(request));
        const { facets: told, ...answered } = interpret(
          { ...catalog, lookups: undefined },
          { ...request, include, ...answering(request, derived) },
        );
        expect(differencesBetween({ ...filledIn, derived: {}, unmatched: [] }, answered)).toEqual([]);
        const narrowed = told!.map((facet) => {
          const left = leftOpen.get(facet.questionId);
          if (left === undefined || !('options' in facet)) return facet;
          return { ...facet, options: facet.options.filter(({ value }) => left.includes(String(value))) };
        });
        expect(differencesBetween(facets, narrowed)).toEqual([]);
      }),
      propertyRuns(4 * USUAL_RUNS),
    );
  });

  it.each([
    ['any request', any],
    ['too much', tooMuch],
  ])('never filters more, nor by anything else, when part of %s is given up', (_name, asked) => {
    fc.assert(
      fc.property(asked, fc.nat(), ({ catalog, request }, choice) => {
        const plain = toPlainRequest(request);
        const before = readSituation(catalog, plain);
        if (before.needs.length > 0) return;
        const drop = candidatesOf(before).filter((_, place) => Math.floor(choice / 2 ** place) % 2 === 1);
        const after = readSituation(catalog, withoutAnswers(plain, drop));
        expect(written(before)).toEqual(expect.arrayContaining(written(after)));
        expect(after.needs).toEqual([]);
        for (const id of drop) expect(before.derived.has(id)).toBe(false);
      }),
      propertyRuns(8 * USUAL_RUNS),
    );
  });

  it('finds ways out that are minimal, distinct, and two relaxations where two exist', () => {
    fc.assert(
      fc.property(tooMuch, ({ catalog, request }) => {
        const { total, needs, conflicts, relaxations } = interpret(catalog, { ...request, include: ['waysOut'] });
        if (total > 0 || needs.length > 0) {
          expect({ conflicts, relaxations }).toEqual({ conflicts: [], relaxations: [] });
          return;
        }
        expectWaysOut(catalog, request, { conflicts, relaxations });
        for (const { drop, total: left, bestPlanId } of relaxations!) {
          const kept = Object.entries(request.responses!).filter(([id]) => !drop.includes(id));
          const without = { ...request, responses: Object.fromEntries(kept), sort: 'score', offset: 0, limit: 1 };
          const shortlist = interpret(catalog, { ...without, include: ['plans'] });
          expect(shortlist).toMatchObject({ needs: [], total: left, plans: [{ planId: bestPlanId }] });
        }
      }),
      propertyRuns(2 * USUAL_RUNS),
    );
  });
});

/** The request with these answers; a `fixed` null would take them away again. */
function answering(request: ShortlistRequest, derived: Record<string, Answer>): ShortlistRequest {
  const fixed = Object.entries(request.fixed ?? {}).filter(([id]) => !Object.hasOwn(derived, id));
  const responses = [...Object.entries(request.responses ?? {}), ...Object.entries(derived)];
  return { responses: Object.fromEntries(responses), fixed: Object.fromEntries(fixed) };
}

function written(situation: Situation): string[] {
  return filtersOf(situation).map(({ question, column, answer }) => JSON.stringify([question.id, column.id, answer]));
}
