import fc from 'fast-check';
import type { DocumentKey, FindQuery, StoredDocument } from '../../../shared/ports/documentStore.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { newKey, sampleCollection, type ContractContext, type Sample } from './samples.ts';

/**
 * Random sequences of operations, each answered by the store and by a Map. The model takes every sentence of the port
 * literally and slowly: it sorts all documents for each page and remembers every revision that a key ever had.
 */
interface ModelDocument extends DocumentKey {
  revision: string;
  body: Sample;
  expiresAtMs: number;
}

/** The place a cursor marks. */
type Place = (string | number)[];

interface Paging {
  query: FindQuery;
  place: Place;
}

const partitions = ['p', 'P', 'q|r'];
const ids = ['1', '2', '10', 'a', '__proto__', '\ud83d\ude00', '\uffff'];
const ranks = [undefined, 0, 1, 2, 10, '1', '10', 'a', '\ud83d\ude00', '\uffff', null];
const groups = [undefined, 'g', 1];

const key = fc.record({ partition: fc.constantFrom(...partitions), id: fc.constantFrom(...ids) });
const body = fc.record({ rank: fc.constantFrom(...ranks), group: fc.constantFrom(...groups), count: fc.nat(9) });
/** Multiples of the clock's step, so that documents expire between operations, never during one. */
const lifetime = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 3 });
const revision = fc.constantFrom('current' as const, 'current' as const, 'former' as const, 'foreign' as const);
const query = fc.record({
  index: fc.constantFrom('byRank' as const, 'byGroup' as const),
  partition: fc.option(fc.constantFrom(...partitions), { nil: undefined }),
  equals: fc.array(fc.constantFrom(...[...ranks, ...groups].filter((value) => value !== undefined && value !== null)), {
    maxLength: 2,
  }),
  direction: fc.constantFrom('ascending' as const, 'descending' as const, undefined),
  limit: fc.integer({ min: 1, max: 5 }),
});

const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('create' as const), key, body, lifetime }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('replace' as const), key, revision, body, lifetime }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('remove' as const),
      key,
      revision: fc.option(revision, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('get' as const), keys: fc.array(key, { maxLength: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('find' as const), query }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('next' as const), limit: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const) }) },
);

export function describeModel(context: ContractContext, time: 'manual' | 'real'): void {
  it('answers as the model does', async () => {
    const run = fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const runner = createRunner(context);
      for (const step of operations) {
        // Waiting for a real service's clock would take longer than it teaches; the expiry tests do that.
        if (step.type === 'wait' && time === 'real') continue;
        await runner(step);
      }
    });
    await fc.assert(run, propertyRuns(time === 'real' ? 20 : 150));
  });
}

function createRunner({ documents, clock }: ContractContext) {
  const stepMs = 1_000;
  const scope = newKey().id;
  const model = new Map<string, ModelDocument>();
  const former = new Map<string, string>();
  let paging: Paging | undefined;

  const addressOf = ({ partitionKey, id }: DocumentKey) => `${partitionKey}\n${id}`;
  const keyOf = ({ partition, id }: { partition: string; id: string }) => ({
    partitionKey: `${scope}${partition}`,
    id,
  });
  const bodyOf = (fields: Omit<Sample, 'scope'>): Sample => JSON.parse(JSON.stringify({ scope, ...fields })) as Sample;

  function living(at: DocumentKey): ModelDocument | undefined {
    const document = model.get(addressOf(at));
    return document && clock.now() < document.expiresAtMs ? document : undefined;
  }

  function toStored({ partitionKey, id, revision: current, body: content }: ModelDocument): StoredDocument<Sample> {
    return { partitionKey, id, revision: current, body: content };
  }

  function revisionFor(at: DocumentKey, kind: 'current' | 'former' | 'foreign'): string {
    if (kind === 'foreign') return 'foreign';
    if (kind === 'former') return former.get(addressOf(at)) ?? 'never';
    return model.get(addressOf(at))?.revision ?? 'never';
  }

  function write(at: DocumentKey, content: Sample, current: string, expiresAtMs: number | undefined): void {
    const before = model.get(addressOf(at));
    expect(current).not.toBe(before?.revision);
    if (before) former.set(addressOf(at), before.revision);
    model.set(addressOf(at), { ...at, revision: current, body: content, expiresAtMs: expiresAtMs ?? Infinity });
  }

  function expectedPage(asked: FindQuery, place: Place | undefined) {
    const fields = sampleCollection.indexes[asked.index as 'byRank' | 'byGroup'];
    const sign = asked.direction === 'descending' ? -1 : 1;
    const all = [...model.values()]
      .filter((document) => living(document) !== undefined)
      .filter(({ partitionKey }) => asked.partitionKey === undefined || partitionKey === asked.partitionKey)
      .map((document) => ({ document, values: fields.map((field) => document.body[field as keyof Sample]) }))
      .filter(({ values }) => values.every((value) => typeof value === 'string' || typeof value === 'number'))
      .filter(({ values }) => (asked.equals ?? []).every((value, position) => values[position] === value))
      .map(({ document, values }) => ({
        document,
        place: [...(values as Place), document.partitionKey, document.id],
      }))
      .sort((one, other) => sign * comparePlaces(one.place, other.place))
      .filter((candidate) => place === undefined || sign * comparePlaces(candidate.place, place) > 0);
    const page = all.slice(0, asked.limit);
    return {
      documents: page.map(({ document }) => toStored(document)),
      last: all.length > asked.limit ? page.at(-1)!.place : undefined,
    };
  }

  async function checkPage(asked: FindQuery, place: Place | undefined): Promise<void> {
    const expected = expectedPage(asked, place);
    const page = await documents.find(asked);
    expect(page.documents).toEqual(expected.documents);
    expect(page.next !== undefined).toBe(expected.last !== undefined);
    paging = expected.last && { query: { ...asked, cursor: page.next! }, place: expected.last };
  }

  return async function run(step: typeof operation extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
    switch (step.type) {
      case 'create': {
        const at = keyOf(step.key);
        const content = bodyOf(step.body);
        const options = step.lifetime === undefined ? {} : { expiresAtMs: clock.now() + step.lifetime * stepMs };
        const result = await documents.create(at, content, options);
        expect(result.outcome).toBe(living(at) ? 'exists' : 'created');
        if (result.outcome === 'created') write(at, content, result.revision, options.expiresAtMs);
        return;
      }
      case 'replace': {
        const at = keyOf(step.key);
        const content = bodyOf(step.body);
        const named = revisionFor(at, step.revision);
        const options = step.lifetime === undefined ? {} : { expiresAtMs: clock.now() + step.lifetime * stepMs };
        const result = await documents.replace(at, named, content, options);
        const stored = living(at);
        expect(result.outcome).toBe(!stored ? 'missing' : stored.revision === named ? 'replaced' : 'conflict');
        if (result.outcome === 'replaced') write(at, content, result.revision, options.expiresAtMs);
        return;
      }
      case 'remove': {
        const at = keyOf(step.key);
        const named = step.revision && revisionFor(at, step.revision);
        const stored = living(at);
        const fits = named === undefined || stored?.revision === named;
        expect((await documents.remove(at, named)).outcome).toBe(!stored ? 'missing' : fits ? 'removed' : 'conflict');
        if (stored && fits) {
          former.set(addressOf(at), stored.revision);
          model.delete(addressOf(at));
        }
        return;
      }
      case 'get': {
        const keys = step.keys.map(keyOf);
        const expected = keys.map(living).map((document) => document && toStored(document));
        expect(await documents.getMany(keys)).toEqual(expected);
        for (const [position, at] of keys.entries()) expect(await documents.get(at)).toEqual(expected[position]);
        return;
      }
      case 'find': {
        const { index, partition, equals, direction, limit } = step.query;
        return checkPage(
          {
            index,
            limit,
            equals: [scope, ...equals.slice(0, sampleCollection.indexes[index].length - 1)],
            ...(partition !== undefined && { partitionKey: `${scope}${partition}` }),
            ...(direction && { direction }),
          },
          undefined,
        );
      }
      case 'next':
        if (paging) await checkPage({ ...paging.query, limit: step.limit }, paging.place);
        return;
      case 'wait':
        return clock.advance(stepMs);
    }
  };
}

/** Numbers before text; text by code units, as JavaScript compares it. */
function comparePlaces(one: Place, other: Place): number {
  for (const [position, value] of one.entries()) {
    const against = other[position]!;
    if (value === against) continue;
    if (typeof value !== typeof against) return typeof value === 'number' ? -1 : 1;
    return value < against ? -1 : 1;
  }
  return 0;
}
