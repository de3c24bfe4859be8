import { newKey, type ContractContext } from './samples.ts';

export function describeConcurrency(context: ContractContext): void {
  it('loses nothing when 40 writers each make 25 guarded changes to one document', async () => {
    const { documents } = context;
    const key = newKey();
    await documents.create(key, { scope: 'a', count: 0 });
    const revisions = new Set<string>();

    async function increment(): Promise<void> {
      for (;;) {
        const found = (await documents.get(key))!;
        const result = await documents.replace(key, found.revision, { scope: 'a', count: found.body.count! + 1 });
        if (result.outcome === 'replaced') {
          revisions.add(result.revision);
          return;
        }
        expect(result).toEqual({ outcome: 'conflict' });
      }
    }

    await Promise.all(
      Array.from({ length: 40 }, async () => {
        for (let change = 0; change < 25; change += 1) await increment();
      }),
    );
    expect((await documents.get(key))?.body.count).toBe(1_000);
    expect(revisions.size).toBe(1_000);
  });

  it('lets exactly one of many creates, replaces or removes win', async () => {
    const { documents } = context;
    const key = newKey();
    const winners = (results: { outcome: string }[], outcome: string) =>
      results.filter((result) => result.outcome === outcome).length;
    const creates = await Promise.all(
      Array.from({ length: 20 }, (_, count) => documents.create(key, { scope: 'a', count })),
    );
    expect(winners(creates, 'created')).toBe(1);
    expect(winners(creates, 'exists')).toBe(19);
    const { revision } = (await documents.get(key))!;
    const replaces = await Promise.all(
      Array.from({ length: 20 }, (_, count) => documents.replace(key, revision, { scope: 'b', count })),
    );
    expect(winners(replaces, 'replaced')).toBe(1);
    expect(winners(replaces, 'conflict')).toBe(19);
    const removes = await Promise.all(Array.from({ length: 20 }, () => documents.remove(key)));
    expect(winners(removes, 'removed')).toBe(1);
    expect(winners(removes, 'missing')).toBe(19);
  });
}
