import { strangeTexts } from '../../support/strangeTexts.ts';
import { newKey, revisionOf, type ContractContext, type Sample } from './samples.ts';

const texts = [...strangeTexts, 'x'.repeat(1_000)];

export function describeKeysAndBodies(context: ContractContext): void {
  it('keeps strange ids apart', async () => {
    const { documents } = context;
    const { partitionKey } = newKey();
    for (const [count, id] of texts.entries()) {
      expect(await documents.create({ partitionKey, id }, { scope: partitionKey, rank: id, count })).toMatchObject({
        outcome: 'created',
      });
    }
    const found = await documents.getMany(texts.map((id) => ({ partitionKey, id })));
    expect(found.map((document) => document?.id)).toEqual(texts);
    expect(found.map((document) => document?.body.count)).toEqual([...texts.keys()]);
    expect(found.map((document) => document?.body.rank)).toEqual(texts);
  });

  it('keeps strange partitions apart', async () => {
    const { documents } = context;
    const { id } = newKey();
    for (const partitionKey of texts) await documents.create({ partitionKey, id }, { scope: partitionKey });
    for (const partitionKey of texts) {
      const found = await documents.get({ partitionKey, id });
      expect(found).toMatchObject({ partitionKey, body: { scope: partitionKey } });
      expect(await documents.remove({ partitionKey, id }, found?.revision)).toEqual({ outcome: 'removed' });
    }
  });

  it('sees nothing of another partition, whatever is shared', async () => {
    const { documents } = context;
    const mine = newKey();
    const other = { ...newKey(), id: mine.id };
    const theirs = revisionOf(await documents.create(other, { scope: mine.id, rank: 1 }));
    expect(await documents.get(mine)).toBeUndefined();
    expect(await documents.replace(mine, theirs, { scope: 'x' })).toEqual({ outcome: 'missing' });
    expect(await documents.remove(mine)).toEqual({ outcome: 'missing' });
    expect(await documents.create(mine, { scope: mine.id, rank: 1 })).toMatchObject({ outcome: 'created' });
    const { documents: found } = await documents.find({
      index: 'byRank',
      partitionKey: mine.partitionKey,
      equals: [mine.id],
      limit: 10,
    });
    expect(found.map(({ partitionKey }) => partitionKey)).toEqual([mine.partitionKey]);
  });

  it('refuses to create what has no id or too long a one, and finds no such thing', async () => {
    const { documents } = context;
    for (const text of ['', 'x'.repeat(1_001)]) {
      for (const key of [
        { ...newKey(), id: text },
        { ...newKey(), partitionKey: text },
      ]) {
        await expect(documents.create(key, { scope: 'a' })).rejects.toThrow(RangeError);
        expect(await documents.get(key)).toBeUndefined();
        expect(await documents.replace(key, 'x', { scope: 'a' })).toEqual({ outcome: 'missing' });
        expect(await documents.remove(key)).toEqual({ outcome: 'missing' });
      }
    }
  });

  it.each([
    '{"scope":"a","__proto__":{"polluted":true},"constructor":1,"toString":null}',
    '{"scope":"a","group":{"$where":"sleep(1000)","$set":{"a":1},"a.b":2,"":3,"\\u0000":4}}',
    '{"scope":"a","group":[null,true,false,0,-1.5,1e300,5e-324,9007199254740993,"",[],{}]}',
    '{"scope":"a","group":"\\ud800 \\udc00 \\u0000 \\u2028 😀 ﬀ"}',
    '{"scope":"a","_id":"x","id":"y","partitionKey":"z","_etag":"e","ttl":1,"_ts":2}',
    '{"scope":"a","b":{"2":1,"1":2,"z":3,"y":4}}',
  ])('gives the body %s back as it was', async (json) => {
    const { documents } = context;
    const key = newKey();
    const body = JSON.parse(json) as Sample;
    await documents.create(key, body);
    const found = await documents.get(key);
    expect(JSON.stringify(found?.body)).toBe(JSON.stringify(body));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('keeps a body of a megabyte', async () => {
    const { documents } = context;
    const key = newKey();
    const body = { scope: 'a', group: Array.from({ length: 20_000 }, (_, position) => `${position}${'é'.repeat(20)}`) };
    await documents.create(key, body);
    expect((await documents.get(key))?.body).toEqual(body);
  });

  it('refuses a body that is not JSON and goes on', async () => {
    const { documents } = context;
    const circular: Sample = { scope: 'a' };
    circular.group = circular;
    const key = newKey();
    const refused = documents.create(newKey(), circular);
    const accepted = documents.create(key, { scope: 'a' });
    await expect(refused).rejects.toThrow(TypeError);
    expect(await accepted).toMatchObject({ outcome: 'created' });
  });
}
