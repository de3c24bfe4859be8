import { newKey, revisionOf, type ContractContext } from './samples.ts';

export function describeOneDocument(context: ContractContext): void {
  it('is missing until it is created', async () => {
    const { documents } = context;
    const key = newKey();
    expect(await documents.get(key)).toBeUndefined();
    expect(await documents.replace(key, 'any', { scope: 'a' })).toEqual({ outcome: 'missing' });
    expect(await documents.remove(key)).toEqual({ outcome: 'missing' });
    const revision = revisionOf(await documents.create(key, { scope: 'a' }));
    expect(await documents.get(key)).toEqual({ ...key, revision, body: { scope: 'a' } });
  });

  it('is created once: a second create changes nothing', async () => {
    const { documents } = context;
    const key = newKey();
    const revision = revisionOf(await documents.create(key, { scope: 'first' }));
    expect(await documents.create(key, { scope: 'second' })).toEqual({ outcome: 'exists' });
    expect(await documents.get(key)).toEqual({ ...key, revision, body: { scope: 'first' } });
  });

  it('is replaced only at the revision that is stored', async () => {
    const { documents } = context;
    const key = newKey();
    const first = revisionOf(await documents.create(key, { scope: 'a', count: 1 }));
    const second = revisionOf(await documents.replace(key, first, { scope: 'a', count: 2 }));
    expect(second).not.toBe(first);
    expect(await documents.replace(key, first, { scope: 'a', count: 3 })).toEqual({ outcome: 'conflict' });
    expect(await documents.replace(key, 'no revision of ours', { scope: 'a' })).toEqual({ outcome: 'conflict' });
    expect(await documents.get(key)).toEqual({ ...key, revision: second, body: { scope: 'a', count: 2 } });
  });

  it('changes its revision with a write of the same body', async () => {
    const { documents } = context;
    const key = newKey();
    const first = revisionOf(await documents.create(key, { scope: 'same' }));
    expect(revisionOf(await documents.replace(key, first, { scope: 'same' }))).not.toBe(first);
  });

  it('is removed at its revision, or whatever it is when none is named', async () => {
    const { documents } = context;
    const key = newKey();
    const first = revisionOf(await documents.create(key, { scope: 'a' }));
    const second = revisionOf(await documents.replace(key, first, { scope: 'b' }));
    expect(await documents.remove(key, first)).toEqual({ outcome: 'conflict' });
    expect(await documents.remove(key, second)).toEqual({ outcome: 'removed' });
    expect(await documents.remove(key, second)).toEqual({ outcome: 'missing' });
    await documents.create(key, { scope: 'c' });
    expect(await documents.remove(key)).toEqual({ outcome: 'removed' });
    expect(await documents.get(key)).toBeUndefined();
  });

  it('never gets an old revision back, so a writer from before its removal conflicts', async () => {
    const { documents } = context;
    const key = newKey();
    const seen = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const created = revisionOf(await documents.create(key, { scope: 'a' }));
      const replaced = revisionOf(await documents.replace(key, created, { scope: 'a' }));
      for (const old of seen)
        expect(await documents.replace(key, old, { scope: 'old' })).toEqual({ outcome: 'conflict' });
      seen.add(created).add(replaced);
      await documents.remove(key);
    }
    expect(seen.size).toBe(10);
  });

  it('is a copy on the way in and on the way out', async () => {
    const { documents } = context;
    const key = newKey();
    const body = { scope: 'a', group: { list: [1] } };
    const created = documents.create(key, body);
    body.group.list.push(2);
    await created;
    const found = await documents.get(key);
    expect(found?.body).toEqual({ scope: 'a', group: { list: [1] } });
    (found?.body.group as { list: number[] }).list.push(3);
    expect((await documents.get(key))?.body).toEqual({ scope: 'a', group: { list: [1] } });
  });

  it('is one of many, in the order asked for', async () => {
    const { documents } = context;
    const [one, two, none] = [newKey(), newKey(), newKey()];
    await documents.create(one, { scope: 'one' });
    await documents.create(two, { scope: 'two' });
    const found = await documents.getMany([two, none, one, two]);
    expect(found.map((document) => document?.body.scope)).toEqual(['two', undefined, 'one', 'two']);
    expect(await documents.getMany([])).toEqual([]);
  });
}
