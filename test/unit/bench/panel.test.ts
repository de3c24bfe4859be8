import { createDefinition, createPanelCatalog } from '../../../bench/panel/catalog.ts';
import { FACET_OPTIONS, facetColumns } from '../../../bench/panel/columns.ts';
import { createPlan, createPlans } from '../../../bench/panel/plans.ts';
import { createSessionSource } from '../../../bench/panel/sessions.ts';
import { build as buildArray } from '../../../bench/engine/engines/array.ts';
import { compilePanel, createShortlistEngines } from '../../../bench/engine/engines/shortlist.ts';
import { findDifference, type PanelResult } from '../../../bench/engine/panelEngine.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { checkRequest } from '../../../shared/domain/engine/checkRequest.ts';

const SEED = 7;
const PLANS = 300;
const SESSIONS = 60;

describe('the panel', () => {
  test('has twelve facet questions with 68 options and six preferences', () => {
    const { attributes, questions } = createDefinition();
    expect(attributes).toHaveLength(24);
    expect(facetColumns).toHaveLength(12);
    expect(FACET_OPTIONS).toBe(68);
    expect(questions.filter(({ effect }) => effect === 'preference')).toHaveLength(6);
  });

  test('is a valid catalogue', () => {
    expect(validateCatalog(createPanelCatalog(SEED, 50))).toHaveProperty('catalog');
  });

  test('makes the same plan whatever was made before it, and others from another seed', () => {
    expect([...createPlans(SEED, 5)][4]).toEqual(createPlan(SEED, 4));
    expect(createPlan(SEED + 1, 4)).not.toEqual(createPlan(SEED, 4));
  });

  test('has sessions of 4 to 12 valid answers that a plan satisfies', () => {
    const compiled = compilePanel(createPlans(SEED, PLANS));
    const { completeAnswer } = createShortlistEngines(compiled);
    const source = createSessionSource(SEED, PLANS);
    for (let index = 0; index < SESSIONS; index += 1) {
      const session = source.satisfiable(1, index);
      expect(session.answers.length).toBeGreaterThanOrEqual(4);
      expect(session.answers.length).toBeLessThanOrEqual(12);
      expect(checkRequest(compiled, { responses: session.responses })).toEqual([]);
      expect(completeAnswer.answer(session).total).toBeGreaterThan(0);
    }
  });
});

describe('the contenders', () => {
  test('Shortlist and plain Array.filter give the same complete answers', () => {
    const plans = [...createPlans(SEED, PLANS)];
    const ours = createShortlistEngines(compilePanel(plans));
    const array = buildArray(plans);
    const source = createSessionSource(SEED, PLANS);
    for (let index = 0; index < SESSIONS; index += 1) {
      for (const session of [source.satisfiable(2, index), source.contradictory(2, index)]) {
        const expected = array.toResult(array.answer(session));
        for (const engine of [ours.completeAnswer, ours.wholeRecommend]) {
          expect(findDifference(expected, engine.toResult(engine.answer(session)))).toBeUndefined();
        }
      }
    }
  });

  test('a difference in total, order or any count is found', () => {
    const result: PanelResult = { total: 2, planIds: ['p1', 'p2'], counts: new Array<number>(FACET_OPTIONS).fill(1) };
    expect(findDifference(result, { ...result, total: 3 })).toContain('total');
    expect(findDifference(result, { ...result, planIds: ['p2', 'p1'] })).toContain('plans');
    expect(findDifference(result, { ...result, planIds: ['p1', 'p2', 'p3'] })).toContain('plans');
    expect(findDifference(result, { ...result, counts: result.counts.with(67, 0) })).toContain('boolean2 = false');
    expect(findDifference(result, structuredClone(result))).toBeUndefined();
  });
});
