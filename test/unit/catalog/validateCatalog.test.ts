import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { catalogFaultCodes } from '../../../shared/domain/catalog/faultCodes.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { editJson, REMOVED } from './editJson.ts';
import { curveFaults } from './faults/curveFaults.ts';
import { BUDGET, ESIM, REGION, STATUS, TRAVEL } from './faults/faultCase.ts';
import { listFaults } from './faults/listFaults.ts';
import { lookupFaults } from './faults/lookupFaults.ts';
import { offerFaults } from './faults/offerFaults.ts';
import { planFaults } from './faults/planFaults.ts';
import { questionFaults } from './faults/questionFaults.ts';
import { sourceFaults } from './faults/sourceFaults.ts';
import { validCases } from './faults/validCases.ts';

const faulty = [
  ...listFaults,
  ...planFaults,
  ...questionFaults,
  ...sourceFaults,
  ...curveFaults,
  ...offerFaults,
  ...lookupFaults,
];

const validate = (changes: Record<string, unknown>) => validateCatalog(editJson(exampleCatalog, changes));

describe('validateCatalog', () => {
  it.each(faulty)('names %s', (_name, changes, expected) => {
    const result = validate(changes);
    const faults = 'faults' in result ? result.faults : [];
    expect(Object.fromEntries(faults.map(({ path, code }) => [path, code]))).toEqual(expected);
    expect(result).toHaveProperty('total', Object.keys(expected).length);
  });

  it.each(validCases)('accepts %s', (_name, changes) => {
    expect(validate(changes)).toEqual({ catalog: editJson(exampleCatalog, changes) });
  });

  it('has a test for every code, and no message without a sentence', () => {
    const tested = new Set(faulty.flatMap(([, , expected]) => Object.values(expected)));
    expect([...tested].sort()).toEqual(Object.keys(catalogFaultCodes).sort());
    for (const [, changes] of faulty) {
      const result = validate(changes);
      for (const { message } of 'faults' in result ? result.faults : []) expect(message).toMatch(/^[A-Z].*\.$/s);
    }
  });

  it('names the way round a circle', () => {
    const result = validate({ [`${STATUS}/askWhen`]: { question: 'esim', in: [] } });
    expect(result).toMatchObject({
      faults: [{ message: expect.stringContaining('"status" -> "esim" -> "status"') as string }],
    });
  });

  it('tells faults of the definition and of plans in one answer', () => {
    const result = validate({ [`${REGION}/kind`]: 'x', '/attributes/0/type': 'x', '/plans/2/values/esim': 1 });
    const paths = 'faults' in result ? result.faults.map(({ path }) => path) : [];
    expect(paths).toEqual(['/attributes/0/type', `${REGION}/kind`, '/plans/2/values/esim']);
  });

  it('turns -0 into 0 wherever a number stands', () => {
    const changes = {
      '/stopAt': -0,
      [`${TRAVEL}/weight`]: -0,
      '/ranking/0/curve/to': -0,
      '/plans/0/values/dataGb': -0,
      '/offers/rows/0/values/monthlyPrice': -0,
      [`${ESIM}/askWhen`]: {
        any: [
          { question: 'data', in: [-0] },
          { question: 'data', min: -0 },
        ],
      },
    };
    // JSON.parse keeps the sign of -0, JSON.stringify does not: the edited text is parsed as a server would.
    const parsed = JSON.parse(JSON.stringify(editJson(exampleCatalog, changes)), (_key, value: unknown) =>
      value === 0 ? -0 : value,
    ) as unknown;
    const zeros: unknown[] = [];
    JSON.stringify(validateCatalog(parsed), (_key, value: unknown) => {
      if (value === 0) zeros.push(value);
      return value;
    });
    expect(zeros).toHaveLength(7);
    expect(zeros.some((zero) => Object.is(zero, -0))).toBe(false);
  });

  it('lists the first 1,000 faults and counts all', () => {
    const plans = Array.from({ length: 3_000 }, () => ({ bad: 1 }));
    const result = validate({ '/plans': plans, '/offers': REMOVED });
    expect(result).toMatchObject({ total: 9_000 });
    expect('faults' in result && result.faults).toHaveLength(1_000);
  });

  it.each([
    ['plans', 1_000_001, 0, '/plans'],
    ['plans and offer rows', 600_000, 400_001, '/offers/rows'],
  ])('refuses more than 1,000,000 %s', (_name, planCount, rowCount, path) => {
    const plans = new Array<null>(planCount).fill(null);
    const offers = { requires: [], rows: new Array<null>(rowCount).fill(null) };
    const result = validateCatalog({ attributes: [], questions: [], plans, offers });
    expect('faults' in result && result.faults[0]).toMatchObject({ path, code: 'too_many' });
  });

  it('checks hundreds of thousands of rows against their plans', () => {
    const plans = Array.from({ length: 20_000 }, (_, index) => ({ planId: `p${index}`, name: '', values: {} }));
    const rows = Array.from({ length: 300_000 }, (_, index) => ({
      planId: `p${index % 20_000}`,
      values: { region: `r${Math.floor(index / 20_000)}`, monthlyPrice: index },
    }));
    expect(validate({ '/plans': plans, '/offers/rows': rows })).not.toHaveProperty('faults');
    const twice = validate({ '/plans': plans, '/offers/rows': [...rows, { ...rows[7], values: { region: 'r0' } }] });
    expect(twice).toMatchObject({ faults: [{ path: '/offers/rows/300000', code: 'duplicate_offer' }], total: 1 });
  });

  it.each([
    ['arrays', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['a condition', `{"questions":[{"askWhen":${'{"all":['.repeat(100_000)}${']}'.repeat(100_000)}}]}`],
    ['a lookup', `{"questions":[{"attributeBy":${'{"map":{"x":'.repeat(80_000)}1${'}}'.repeat(80_000)}}]}`],
    ['an offer', `{"offers":{"rows":[{"values":${'{"x":'.repeat(150_000)}1${'}'.repeat(150_000)}}]}}`],
    ['a lookup table', `{"lookups":[{"rows":${'['.repeat(400_000)}${']'.repeat(400_000)}}]}`],
    ['a value', `{"plans":[{"values":{"x":${'['.repeat(400_000)}${']'.repeat(400_000)}}}]}`],
    ['an unknown field', `{"x":${'{"y":'.repeat(150_000)}1${'}'.repeat(150_000)}}`],
  ])('answers 1 MB of JSON nested in %s', (_name, json) => {
    const result = validateCatalog(JSON.parse(json) as unknown);
    expect(result).toHaveProperty('faults');
  });

  it('keeps 1,000 faults below a key of megabytes small', () => {
    const lookup = {
      question: 'status',
      map: {
        ['k'.repeat(5_000_000)]: { ...Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`x${i}`, 1])) },
      },
    };
    const result = validate({ [`${BUDGET}/attributeBy`]: lookup });
    expect(JSON.stringify(result).length).toBeLessThan(2_000_000);
  });
});
