import fc from 'fast-check';
import type { Catalog, Plan } from '../../../shared/domain/catalog/schema.ts';
import type { Answer, Facet, Shortlist, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { catalogArbitrary, filtersOnlyArbitrary } from '../../support/arbitraries/catalogs.ts';
import { askedArbitrary, overConstrainedArbitrary, type Asked } from '../../support/arbitraries/requests.ts';
import { differencesBetween } from '../../support/differences.ts';
import { interpret } from '../../support/oracle/index.ts';
import { offersOf } from '../../support/oracle/offered.ts';
import { toPlainRequest } from '../../support/oracle/request.ts';
import { readSituation, type Situation } from '../../support/oracle/situation.ts';
import { valueOf } from '../../support/oracle/values.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

const any = askedArbitrary(catalogArbitrary);
const tooMuch = overConstrainedArbitrary(filtersOnlyArbitrary);

describe('the interpreter, on offers', () => {
  it.each([
    ['any request', any],
    ['too much', tooMuch],
  ])('answers %s in one market as it answers on the plans of that market', (_name, asked) => {
    fc.assert(
      fc.property(asked, ({ catalog: given, request }) => {
        const catalog = { ...given, lookups: undefined };
        const situation = readSituation(catalog, toPlainRequest(request));
        if (catalog.offers === undefined || situation.needs.length > 0) return;
        const flat = flatMarket(catalog, situation, request);
        const expected = interpret(flat.catalog, flat.request);
        expect(differencesBetween(besides(catalog, interpret(catalog, request)), besides(catalog, expected))).toEqual(
          [],
        );
      }),
      propertyRuns(4 * USUAL_RUNS),
    );
  });

  it('counts each plan once, whatever the markets: counts add up over the plans', () => {
    fc.assert(
      fc.property(any, ({ catalog, request: asked }) => {
        const { offers, plans } = catalog;
        if (offers === undefined) return;
        const request = { ...asked, facets: undefined };
        const whole = countsOf(interpret(catalog, request));
        const sums = new Map<string, number>(whole.map(([name]) => [name, 0]));
        for (const { planId } of plans) {
          const exclude = [
            ...(request.exclude ?? []),
            ...plans.map((plan) => plan.planId).filter((id) => id !== planId),
          ];
          for (const [name, count] of countsOf(interpret(catalog, { ...request, exclude }))) {
            expect([0, 1]).toContain(count);
            sums.set(name, (sums.get(name) ?? 0) + count);
          }
        }
        expect([...sums]).toEqual(whole);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('lists, weighs and relaxes nothing before the market is known', () => {
    fc.assert(
      fc.property(any, ({ catalog, request }) => {
        const { needs, ...rest } = interpret(catalog, { ...request, include: undefined });
        if (needs.length === 0) return;
        expect(rest).toMatchObject({
          plans: [],
          conflicts: [],
          relaxations: [],
          canStop: false,
          stability: 0,
          nextQuestion: { questionId: needs[0], expectedBits: 0 },
        });
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});

/**
 * The market asked for as a catalogue of plans, and its answers as the caller's own conditions. All other plans and offers
 * are there too but excluded, because the options of a question are those of the whole version.
 */
function flatMarket(catalog: Catalog, { answers }: Situation, request: ShortlistRequest): Asked {
  const { offers, ...rest } = catalog;
  const required = catalog.questions.filter(({ id }) => offers!.requires.includes(id));
  const isSold = (offer: Plan) => required.every(({ id, attribute }) => valueOf(offer, attribute!) === answers.get(id));
  const sold = offersOf(catalog).filter(isSold);
  const unsold = [...catalog.plans, ...offersOf(catalog).filter((offer) => !isSold(offer))].map((plan, index) => ({
    ...plan,
    planId: `not sold ${index}`,
  }));
  const known = required.map(({ id }): [string, Answer] => [id, answers.get(id) as Answer]);
  const exclude = [...(request.exclude ?? []), ...unsold.map(({ planId }) => planId)];
  return {
    catalog: { ...rest, plans: [...sold, ...unsold] },
    request: { ...request, exclude, fixed: Object.fromEntries([...Object.entries(request.fixed ?? {}), ...known]) },
  };
}

/** All but the facets of required questions, which show the other markets too. */
function besides({ offers }: Catalog, shortlist: Shortlist): Shortlist {
  const facets = shortlist.facets?.filter(({ questionId }) => !offers!.requires.includes(questionId));
  return { ...shortlist, facets };
}

function countsOf({ total, unknownDropped, facets }: Shortlist): [name: string, count: number][] {
  const ofFacet = (facet: Facet): [string, number][] =>
    'options' in facet
      ? facet.options.map(({ value, count }) => [JSON.stringify([facet.questionId, value]), count])
      : [];
  return [['total', total], ['unknownDropped', unknownDropped], ...(facets ?? []).flatMap(ofFacet)];
}
