import { newKey, revisionOf, type ContractContext } from './samples.ts';

export function describeExpiry(context: ContractContext): void {
  const soonMs = 1_000;
  const laterMs = 2_500;

  it('is gone from its time on, for every operation', async () => {
    const { documents, clock } = context;
    const key = newKey();
    const expiresAtMs = clock.now() + soonMs;
    const revision = revisionOf(await documents.create(key, { scope: key.id, rank: 1 }, { expiresAtMs }));
    expect(await documents.get(key)).toMatchObject({ revision });
    await clock.advance(laterMs);
    expect(await documents.get(key)).toBeUndefined();
    expect(await documents.getMany([key])).toEqual([undefined]);
    expect(await documents.replace(key, revision, { scope: 'a' })).toEqual({ outcome: 'missing' });
    expect(await documents.remove(key, revision)).toEqual({ outcome: 'missing' });
    expect(await documents.find({ index: 'byRank', equals: [key.id], limit: 1 })).toEqual({ documents: [] });
  });

  it('frees the key, and the new document has a revision of its own', async () => {
    const { documents, clock } = context;
    const key = newKey();
    const old = revisionOf(await documents.create(key, { scope: 'old' }, { expiresAtMs: clock.now() + soonMs }));
    await clock.advance(laterMs);
    const revision = revisionOf(await documents.create(key, { scope: 'new' }));
    expect(revision).not.toBe(old);
    expect(await documents.replace(key, old, { scope: 'old' })).toEqual({ outcome: 'conflict' });
    await clock.advance(laterMs);
    expect(await documents.get(key)).toMatchObject({ revision, body: { scope: 'new' } });
  });

  it('is set anew by each write', async () => {
    const { documents, clock } = context;
    const [kept, shortened] = [newKey(), newKey()];
    const expiresAtMs = clock.now() + soonMs;
    const first = revisionOf(await documents.create(kept, { scope: 'a' }, { expiresAtMs }));
    const other = revisionOf(await documents.create(shortened, { scope: 'a' }));
    await documents.replace(kept, first, { scope: 'a' });
    await documents.replace(shortened, other, { scope: 'a' }, { expiresAtMs });
    await clock.advance(laterMs);
    expect(await documents.get(kept)).toBeDefined();
    expect(await documents.get(shortened)).toBeUndefined();
  });

  it('may lie in the past', async () => {
    const { documents, clock } = context;
    const key = newKey();
    await documents.create(key, { scope: 'a' }, { expiresAtMs: clock.now() - soonMs });
    expect(await documents.get(key)).toBeUndefined();
  });

  it('is a whole number', async () => {
    const { documents } = context;
    for (const expiresAtMs of [NaN, Infinity, 1.5]) {
      await expect(documents.create(newKey(), { scope: 'a' }, { expiresAtMs })).rejects.toThrow(RangeError);
    }
  });
}
