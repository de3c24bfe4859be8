import type { DocumentKey, FindQuery } from '../../../shared/ports/documentStore.ts';
import { newKey, revisionOf, type ContractContext, type Sample } from './samples.ts';

export function describeFind(context: ContractContext): void {
  /** One document for each body, all under a scope of their own; answers the scope. */
  async function createScope(bodies: Omit<Sample, 'scope'>[], keyOf = newKey): Promise<string> {
    const scope = newKey().id;
    for (const body of bodies) revisionOf(await context.documents.create(keyOf(), { scope, ...body }));
    return scope;
  }

  async function findAll(query: Omit<FindQuery, 'cursor'>): Promise<Sample[]> {
    const found: Sample[] = [];
    let cursor: string | undefined;
    do {
      const page = await context.documents.find(cursor === undefined ? query : { ...query, cursor });
      expect(page.documents.length).toBeLessThanOrEqual(query.limit);
      if (page.next !== undefined) expect(page.documents).toHaveLength(query.limit);
      found.push(...page.documents.map(({ body }) => body));
      cursor = page.next;
    } while (cursor !== undefined);
    return found;
  }

  it('orders numbers by value, then strings by UTF-16 code units, both ways', async () => {
    const ranks = [
      -1e300,
      -1.5,
      0,
      5e-324,
      2,
      10,
      9007199254740992,
      9007199254740994,
      1e300,
      '',
      '\u0000',
      '\u0001',
      '10',
      '2',
      'B',
      'a',
      'a\u0000',
      'aa',
      'é',
      '\ud7ff',
      '\ud800',
      '\ud83d\ude00',
      '\udfff',
      '\ue000',
      '\uffff',
    ];
    const shuffled = ranks.map((rank, place) => ({ rank, order: (place * 7) % ranks.length }));
    shuffled.sort((one, other) => one.order - other.order);
    const scope = await createScope(shuffled.map(({ rank }) => ({ rank })));
    const ascending = await findAll({ index: 'byRank', equals: [scope], limit: 4 });
    expect(ascending.map(({ rank }) => rank)).toEqual(ranks);
    const descending = await findAll({ index: 'byRank', equals: [scope], limit: 4, direction: 'descending' });
    expect(descending.map(({ rank }) => rank)).toEqual(ranks.toReversed());
  });

  it('orders equal values by partition key, then id', async () => {
    const { documents } = context;
    const scope = newKey().id;
    const keys: DocumentKey[] = ['a', 'b'].flatMap((partition) =>
      ['1', '2', '\ud83d', '\ue000'].map((id) => ({ partitionKey: `${scope}|${partition}`, id })),
    );
    for (const key of keys.toReversed()) await documents.create(key, { scope, rank: 1 });
    const page = await documents.find({ index: 'byRank', equals: [scope], limit: 10 });
    expect(page.documents.map(({ partitionKey, id }) => ({ partitionKey, id }))).toEqual(keys);
  });

  it('leaves out bodies without one of the fields, or with something else than text or a number in it', async () => {
    const scope = await createScope([
      { rank: 1 },
      {},
      { rank: null },
      { rank: true },
      { rank: [1] },
      { rank: { a: 1 } },
      { rank: NaN },
      { rank: '1' },
    ]);
    const found = await findAll({ index: 'byRank', equals: [scope], limit: 10 });
    expect(found.map(({ rank }) => rank)).toEqual([1, '1']);
    expect(await findAll({ index: 'byGroup', equals: [scope], limit: 10 })).toEqual([]);
  });

  it('follows a document whose fields change, come or go', async () => {
    const { documents } = context;
    const key = newKey();
    const equals = [key.id];
    let revision = revisionOf(await documents.create(key, { scope: key.id }));
    for (const rank of [undefined, 1, 2, 'x', undefined, 3]) {
      revision = revisionOf(
        await documents.replace(key, revision, { scope: key.id, ...(rank !== undefined && { rank }) }),
      );
      const { documents: found } = await documents.find({ index: 'byRank', equals, limit: 2 });
      expect(found.map(({ body }) => body.rank)).toEqual(rank === undefined ? [] : [rank]);
    }
    await documents.remove(key);
    expect(await documents.find({ index: 'byRank', equals, limit: 2 })).toEqual({ documents: [] });
  });

  it('takes equal values for any number of the first fields and tells text from numbers', async () => {
    const scope = await createScope([
      { group: 1, rank: 2 },
      { group: '1', rank: 1 },
      { group: 1, rank: 1 },
      { group: 2, rank: 0 },
    ]);
    const ranksOf = async (...equals: (string | number)[]) =>
      (await findAll({ index: 'byGroup', equals: [scope, ...equals], limit: 3 })).map(({ group, rank }) => [
        group,
        rank,
      ]);
    expect(await ranksOf()).toEqual([
      [1, 1],
      [1, 2],
      [2, 0],
      ['1', 1],
    ]);
    expect(await ranksOf(1)).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(await ranksOf('1')).toEqual([['1', 1]]);
    expect(await ranksOf(1, 2)).toEqual([[1, 2]]);
    expect(await ranksOf(3)).toEqual([]);
  });

  it('needs no equal values', async () => {
    const scope = await createScope([{ rank: 1 }, { rank: 2 }]);
    const found = await findAll({ index: 'byRank', limit: 500 });
    expect(found.filter((body) => body.scope === scope).map(({ rank }) => rank)).toEqual([1, 2]);
  });

  it('stays within its partition', async () => {
    const { documents } = context;
    const { partitionKey } = newKey();
    const scope = await createScope([{ rank: 1 }, { rank: 3 }]);
    for (const id of ['a', 'b', 'c']) await documents.create({ partitionKey, id }, { scope, rank: 2 });
    const found = await findAll({ index: 'byRank', partitionKey, limit: 2 });
    expect(found.map(({ rank }) => rank)).toEqual([2, 2, 2]);
    const descending = await documents.find({
      index: 'byRank',
      partitionKey,
      equals: [scope],
      limit: 3,
      direction: 'descending',
    });
    expect(descending.documents.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(await findAll({ index: 'byRank', partitionKey: newKey().partitionKey, equals: [scope], limit: 2 })).toEqual(
      [],
    );
  });

  it('says that there is no more when a page ends exactly with the last document', async () => {
    const scope = await createScope([{ rank: 1 }, { rank: 2 }]);
    const { documents } = context;
    expect((await documents.find({ index: 'byRank', equals: [scope], limit: 2 })).next).toBeUndefined();
    expect((await documents.find({ index: 'byRank', equals: [scope], limit: 1 })).next).toBeDefined();
  });

  it('goes on behind a document that was removed meanwhile, with another limit too', async () => {
    const { documents } = context;
    const scope = await createScope([1, 2, 3, 4, 5].map((rank) => ({ rank })));
    const query: FindQuery = { index: 'byRank', equals: [scope], limit: 2 };
    const first = await documents.find(query);
    for (const document of first.documents) await documents.remove(document);
    const second = await documents.find({ ...query, limit: 5, cursor: first.next! });
    expect(second.documents.map(({ body }) => body.rank)).toEqual([3, 4, 5]);
    expect(second.next).toBeUndefined();
  });

  it('refuses a cursor that is not of this query', async () => {
    const { documents } = context;
    const scope = await createScope([
      { rank: 1, group: 1 },
      { rank: 2, group: 1 },
    ]);
    const query: FindQuery = { index: 'byRank', equals: [scope], limit: 1 };
    const cursor = (await documents.find(query)).next!;
    const refusal = { name: 'AppError', code: 'invalid_request', details: { faults: [{ path: '/cursor' }] } };
    const wrong: FindQuery[] = [
      { ...query, cursor: '' },
      { ...query, cursor: 'nonsense' },
      { ...query, cursor: cursor.slice(0, -3) },
      { ...query, cursor: Buffer.from('null').toString('base64url') },
      { ...query, cursor: Buffer.from('[[],[],[],[],[],[]]').toString('base64url') },
      { ...query, cursor: 'A'.repeat(100_000) },
      { ...query, cursor, direction: 'descending' },
      { ...query, cursor, index: 'byGroup' },
      { ...query, cursor, equals: [newKey().id] },
      { ...query, cursor, equals: [scope, 2] },
      { ...query, cursor, partitionKey: newKey().partitionKey },
    ];
    for (const attempt of wrong) await expect(documents.find(attempt)).rejects.toMatchObject(refusal);
    await expect(documents.find({ ...query, cursor })).resolves.toMatchObject({ documents: [{ body: { rank: 2 } }] });
  });

  it('refuses an index, a limit or equal values that cannot be meant', async () => {
    const { documents } = context;
    const wrong: FindQuery[] = [
      { index: 'unknown', limit: 1 },
      { index: 'constructor', limit: 1 },
      { index: 'byRank', limit: 0 },
      { index: 'byRank', limit: 1.5 },
      { index: 'byRank', limit: 1_001 },
      { index: 'byRank', limit: NaN },
      { index: 'byRank', limit: 1, equals: ['a', 1, 2] },
      { index: 'byRank', limit: 1, equals: [NaN] },
    ];
    for (const attempt of wrong) await expect(documents.find(attempt)).rejects.toThrow(RangeError);
  });
}
