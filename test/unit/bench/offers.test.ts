import { definitionOf } from '../../../shared/domain/catalog/definitionOf.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { checkRequest } from '../../../shared/domain/engine/checkRequest.ts';
import { compilePanel, createShortlistEngines } from '../../../bench/engine/engines/shortlist.ts';
import { findDifference } from '../../../bench/engine/panelEngine.ts';
import {
  compileOffers,
  createOffer,
  createOfferedPlan,
  createOffersDefinition,
  marketSizes,
} from '../../../bench/offers/catalog.ts';
import { createOfferSessions } from '../../../bench/offers/sessions.ts';
import { createPlans } from '../../../bench/panel/plans.ts';

const SEED = 7;
const SIZE = { plans: 120, rows: 900, markets: 12 };
const SESSIONS = 48;

describe('the panel in many markets', () => {
  test('has markets of different sizes that add up', () => {
    const sizes = marketSizes(SIZE);
    expect(sizes).toHaveLength(SIZE.markets);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(SIZE.rows);
    expect(Math.max(...sizes)).toBeGreaterThan(2 * Math.min(...sizes));
  });

  test('is a valid catalogue', () => {
    const rows = marketSizes(SIZE).flatMap((size, market) =>
      Array.from({ length: size }, (_, place) => createOffer(SEED, SIZE, market, place)),
    );
    const definition = createOffersDefinition();
    const catalog = {
      ...definition,
      plans: [...createPlans(SEED, SIZE.plans)],
      offers: { ...definition.offers!, rows },
    };
    expect(validateCatalog(catalog)).toHaveProperty('catalog');
    expect(definitionOf(catalog)).toEqual(definition);
  });

  test('gives the same answers in a market as a catalogue of that market alone', () => {
    const compiled = compileOffers(SEED, SIZE);
    const all = createShortlistEngines(compiled);
    const sizes = marketSizes(SIZE);
    const source = createOfferSessions(SEED, SIZE);
    for (let index = 0; index < SESSIONS; index += 1) {
      const { market, alone, inMarket } = source.satisfiable(1, index);
      const plans = Array.from({ length: sizes[market]! }, (_, place) => createOfferedPlan(SEED, SIZE, market, place));
      const { completeAnswer } = createShortlistEngines(compilePanel(plans));
      const expected = completeAnswer.toResult(completeAnswer.answer(alone));
      expect(expected.total).toBeGreaterThan(0);
      expect(checkRequest(compiled, { responses: inMarket.responses })).toEqual([]);
      for (const engine of [all.completeAnswer, all.wholeRecommend]) {
        expect(findDifference(expected, engine.toResult(engine.answer(inMarket)))).toBeUndefined();
      }
    }
  });
});
