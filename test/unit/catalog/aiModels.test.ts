import { createAiModelsCatalog } from '../../../catalogs/aiModels/aiModelsCatalog.ts';
import type { SourceCatalog, SourceModel } from '../../../catalogs/aiModels/source.ts';
import { toMaker } from '../../../catalogs/aiModels/toMaker.ts';
import { toYear } from '../../../catalogs/aiModels/toYear.ts';
import type { Value } from '../../../shared/domain/catalog/schema.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import type { ShortlistRequest } from '../../../shared/domain/engine/schema.ts';

const catalog = createAiModelsCatalog();
const compiled = compileCatalog(catalog);
const ask = (request: ShortlistRequest) => recommend(compiled, request);

const valuesOf = (planId: string): Record<string, Value> =>
  catalog.plans.find((plan) => plan.planId === planId)?.values ?? {};

function modelWith(fields: Partial<SourceModel>): SourceModel {
  return {
    id: 'm',
    name: 'M',
    attachment: false,
    reasoning: false,
    temperature: true,
    tool_call: false,
    release_date: '2025-01-01',
    modalities: { input: ['text'], output: ['text'] },
    open_weights: false,
    limit: { context: 1_000, output: 100 },
    ...fields,
  };
}

/** Values of the first of the models, all sold by one provider. */
function convert(models: SourceModel[], providerId = 'p'): Record<string, Value> {
  const provider = {
    id: providerId,
    name: 'P',
    doc: 'https://example.org',
    models: Object.fromEntries(models.map((model, index) => [String(index), model])),
  };
  const source: SourceCatalog = { [providerId]: provider };
  return createAiModelsCatalog(source).plans[0]?.values ?? {};
}

describe('the catalogue ai-models', () => {
  it('is valid and holds every model of every provider', () => {
    expect(validateCatalog(structuredClone(catalog))).toEqual({ catalog });
    expect(catalog.plans).toHaveLength(687);
    expect(new Set(catalog.plans.map(({ values }) => values?.provider))).toHaveProperty('size', 47);
  });

  it('has labels for all values that plans hold', () => {
    for (const { id, values: declared } of catalog.attributes.filter(({ values }) => values !== undefined)) {
      const known = new Set(declared?.map(({ value }) => value));
      const labels = declared?.map(({ label }) => label);
      expect(new Set(labels)).toHaveProperty('size', labels?.length);
      for (const { values } of catalog.plans) {
        const held = [values?.[id] ?? []].flat();
        expect(held.filter((value) => !known.has(value as string))).toEqual([]);
      }
    }
  });

  it('asks at least ten questions', () => {
    expect(catalog.questions.length).toBeGreaterThanOrEqual(10);
  });

  it('converts prices, limits and dates', () => {
    expect(valuesOf('openai/gpt-5')).toMatchObject({
      provider: 'openai',
      maker: 'openai',
      billing: 'metered',
      inputPrice: 1.25,
      outputPrice: 10,
      cacheReadPrice: 0.13,
      chatPrice: 3.4375,
      contextTokens: 400_000,
      outputTokens: 128_000,
      reads: ['text', 'image'],
      produces: ['text'],
      released: 2025.6,
      releaseDate: '2025-08-07',
    });
  });

  it('never makes 0 of a context window or an answer of unknown length', () => {
    const values = convert([modelWith({ limit: { context: 0, output: 0 } })]);
    expect(values).not.toHaveProperty('contextTokens');
    expect(values).not.toHaveProperty('outputTokens');
    const zeros = catalog.plans.filter(({ values: v }) => v?.contextTokens === 0 || v?.outputTokens === 0);
    expect(zeros).toEqual([]);
  });

  it.each<[string, SourceModel[], string, Record<string, Value>]>([
    ['no price at all', [modelWith({})], 'p', {}],
    [
      '0 beside models that cost something',
      [modelWith({ cost: { input: 0, output: 0 } }), modelWith({ cost: { input: 1, output: 2 } })],
      'p',
      {},
    ],
    ['0 beside models without a price', [modelWith({ cost: { input: 0, output: 0 } }), modelWith({})], 'p', {}],
    [
      '0 for output only',
      [modelWith({ cost: { input: 0.01, output: 0 } })],
      'p',
      { billing: 'metered', inputPrice: 0.01 },
    ],
    [
      '0 under a monthly fee',
      [modelWith({ cost: { input: 0, output: 0, cache_read: 0 } })],
      'zai-coding-plan',
      { billing: 'subscription' },
    ],
    [
      'a price per image',
      [modelWith({ cost: { input: 0.5, output: 0.5 }, modalities: { input: ['text'], output: ['image'] } })],
      'p',
      { billing: 'metered' },
    ],
  ])('leaves prices unknown for %s', (_name, models, providerId, expected) => {
    const values = convert(models, providerId);
    const prices = Object.entries(values).filter(([id]) => id === 'billing' || id.endsWith('Price'));
    expect(Object.fromEntries(prices)).toEqual(expected);
  });

  it.each<[string, SourceModel[], string, string]>([
    [
      'the name says so',
      [modelWith({ id: 'x:free', cost: { input: 0, output: 0 } }), modelWith({ cost: { input: 1, output: 2 } })],
      'p',
      'free',
    ],
    [
      'the provider charges for nothing',
      [modelWith({ cost: { input: 0, output: 0 } }), modelWith({ cost: { input: 0, output: 0 } })],
      'p',
      'free',
    ],
    [
      'even the price of cached input is stated as 0',
      [modelWith({ cost: { input: 0, output: 0, cache_read: 0 } }), modelWith({ cost: { input: 1, output: 2 } })],
      'p',
      'free',
    ],
    ['it runs on the own machine', [modelWith({ cost: { input: 0, output: 0 } })], 'lmstudio', 'ownHardware'],
  ])('takes 0 for a price where %s', (_name, models, providerId, billing) => {
    expect(convert(models, providerId)).toMatchObject({
      billing,
      inputPrice: 0,
      outputPrice: 0,
      chatPrice: 0,
      agentPrice: 0,
    });
  });

  it('counts cached input in the price of an agent where there is a price for it', () => {
    expect(convert([modelWith({ cost: { input: 10, output: 20, cache_read: 1 } })])).toHaveProperty(
      'agentPrice',
      4.363636,
    );
    expect(convert([modelWith({ cost: { input: 10, output: 20 } })])).toHaveProperty('agentPrice', 10.909091);
  });

  it.each([
    ['2025-01', 2025],
    ['2024-07', 2024.5],
    ['2024-12-31', 2025],
    ['2025-08-05', 2025.59],
    [undefined, undefined],
    ['soon', undefined],
  ])('reads the date %s as the year %s', (date, year) => {
    expect(toYear(date)).toBe(year);
  });

  it.each([
    ['deepseek-r1-distill-llama-70b', 'deepseek'],
    ['meta-llama/llama-4-scout', 'meta'],
    ['tinyllama-1.1b-chat-v1.0', undefined],
    ['microsoft/mai-ds-r1', 'microsoft'],
    ['cognitivecomputations/dolphin3.0-mistral-24b', 'cognitive'],
    ['mistralai/devstral-medium-2507', 'mistral'],
    ['openrouter/horizon-alpha', undefined],
  ])('knows who made %s: %s', (id, maker) => {
    expect(toMaker({ id, name: '' })).toBe(maker);
  });
});

describe('the questionnaire of ai-models', () => {
  it('first asks how to pay, what to build and what to read', () => {
    const responses: Record<string, string | string[]> = {};
    const asked: (string | undefined)[] = [];
    const answers: Record<string, string | string[]> = { payment: ['metered'], build: 'agent', read: ['text'] };
    for (let round = 0; round < 3; round += 1) {
      const next = ask({ responses }).nextQuestion?.questionId;
      asked.push(next);
      if (next !== undefined) responses[next] = answers[next] ?? [];
    }
    expect(asked).toEqual(['payment', 'build', 'read']);
  });

  it('means by the budget the price that matters for what is built', () => {
    const boundBy = (build: string) => {
      const { plans = [] } = ask({ responses: { build, budget: 2 }, limit: 1 });
      return plans[0]?.reasons?.[0]?.attribute;
    };
    expect(['chat', 'agent', 'documents', 'writing'].map(boundBy)).toEqual([
      'chatPrice',
      'agentPrice',
      'inputPrice',
      'outputPrice',
    ]);
  });

  it('asks about the length of answers only whoever builds something that writes', () => {
    const asks = (build: string) =>
      ask({ responses: { build } }).facets?.some(({ questionId }) => questionId === 'answer');
    expect(['chat', 'documents', 'writing', 'agent'].map(asks)).toEqual([false, false, true, true]);
  });

  it('finds picture makers, offline models and open models that see', () => {
    expect(ask({ responses: { produce: ['image'] } }).total).toBe(10);
    expect(ask({ responses: { payment: ['ownHardware'] } }).total).toBe(3);
    const { plans = [] } = ask({ responses: { weights: true, read: ['image'], prompt: 100_000 }, limit: 100 });
    expect(plans.length).toBeGreaterThan(0);
    for (const { attributes } of plans) {
      expect(attributes).toMatchObject({ openWeights: true, reads: expect.arrayContaining(['image']) as string[] });
    }
  });

  it('shows ways out of wishes that cannot all come true', () => {
    const responses = { build: 'agent', budget: 0.1, prompt: 1_000_000, read: ['text', 'video'], weights: true };
    const { total, conflicts, relaxations = [] } = ask({ responses });
    expect(total).toBe(0);
    expect(conflicts).toEqual([['read', 'prompt', 'weights']]);
    for (const { drop, total: left } of relaxations) {
      const kept = Object.fromEntries(Object.entries(responses).filter(([id]) => !drop.includes(id)));
      expect(ask({ responses: kept }).total).toBe(left);
    }
  });
});
