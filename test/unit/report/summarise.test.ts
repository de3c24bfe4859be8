import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { explainWhyNot } from '../../../shared/domain/engine/explainWhyNot.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import type { Responses } from '../../../shared/domain/engine/schema.ts';
import { summarise as summariseInSteps } from '../../../shared/domain/report/summarise.ts';
import { finish } from '../../../shared/domain/steps.ts';
import { smallCatalog } from '../application/harness.ts';

const summarise = (...given: Parameters<typeof summariseInSteps>) => finish(summariseInSteps(...given));
const small = compileCatalog(smallCatalog());
const mobile = compileCatalog(exampleCatalog);

describe('the summary of a report', () => {
  it('has the best plans with their reasons', () => {
    const responses: Responses = { network: 'A' };
    const { total, top } = summarise(small, responses, []);
    expect(total).toBe(2);
    expect(top).toEqual(recommend(small, { responses, limit: 5 }).plans);
  });

  it('has the plans that miss by one response, and how far', () => {
    const { nearMisses } = summarise(small, { network: 'A', budget: { max: 25 } }, []);
    expect(nearMisses).toEqual([
      {
        planId: 'p2',
        name: 'Two',
        score: 0.5,
        questionId: 'network',
        attribute: 'network',
        value: 'B',
        distance: null,
      },
      { planId: 'p3', name: 'Three', score: 0.25, questionId: 'budget', attribute: 'price', value: 30, distance: 5 },
    ]);
  });

  it('names no plan as a near miss that misses more than one response, fits, or was dismissed', () => {
    const responses: Responses = { network: 'B', esim: true, budget: { max: 15 } };
    const { nearMisses } = summarise(small, responses, []);
    expect(nearMisses.map(({ planId }) => planId)).toEqual(['p1']);
    expect(summarise(small, responses, ['p1']).nearMisses).toEqual([]);
    for (const { planId, questionId } of nearMisses) {
      const { [questionId]: given, ...others } = responses;
      expect(given).toBeDefined();
      expect(explainWhyNot(small, { planId, responses: others })?.fits).toBe(true);
    }
  });

  it('says what other answers would bring, exactly as if they had been given', () => {
    const responses: Responses = { region: 'north', network: ['A'], budget: { max: 10 }, esim: true, data: 10 };
    const { changes } = summarise(mobile, responses, []);
    expect(changes.map(({ questionId }) => questionId)).toEqual(['region', 'budget', 'network', 'data']);
    for (const { questionId, answers } of changes) {
      expect(answers[0]!.answer).toBeNull();
      for (const { answer, total, bestPlanId } of answers) {
        const changed = recommend(mobile, { responses: { ...responses, [questionId]: answer }, limit: 1 });
        expect({ total, bestPlanId }).toEqual({ total: changed.total, bestPlanId: changed.plans![0]?.planId ?? null });
      }
    }
    const kinds = Object.fromEntries(
      changes.map(({ questionId, answers }) => [questionId, answers.map(({ answer }) => answer)]),
    );
    expect(kinds.region).toEqual([null]);
    expect(kinds.network).toEqual([null]);
  });

  it('tries options, other ends of a range, steps of a number and the other of yes and no', () => {
    const tried = (responses: Responses): unknown[] =>
      summarise(small, responses, []).changes[0]!.answers.map(({ answer }) => answer);
    expect(tried({ network: 'A' })).toEqual([null, 'B']);
    expect(tried({ travel: ['fr'] })).toEqual([null, ['fr', 'es']]);
    expect(tried({ travel: ['fr', 'es'] })).toEqual([null, ['es'], ['fr']]);
    expect(tried({ esim: true })).toEqual([null, false]);
    expect(tried({ esim: false })).toEqual([null, true]);
    expect(tried({ price: 15 })).toEqual([null, 13, 14, 16, 17]);
    expect(tried({ budget: { min: 15, max: 25 } })).toHaveLength(5);
  });
});
