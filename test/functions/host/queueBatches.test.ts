import { closeQueues, openQueue, removeApps, runs, startHost } from './support/queueHost.ts';

afterEach(closeQueues);
afterAll(removeApps);

describe('a function that takes many messages', () => {
  it('is given them as lists side by side, without the empty ones', async () => {
    const { broker, sender, receiver } = await openQueue();
    const empty = Buffer.alloc(0);
    await sender.sendMessages([
      { body: { a: 1 }, messageId: '1' },
      { body: empty, messageId: 'two' },
      { body: 'x', subject: 's' },
    ]);
    const host = await startHost('many', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run!.body).toEqual([{ a: 1 }, 'x']);
    expect(run!.metadata).toMatchObject({
      deliveryCountArray: [1, 1, 1],
      sequenceNumberArray: [1, 2, 3],
      messageIdArray: [1, 'two', expect.stringMatching(/-/)],
      subjectArray: ['s'],
      applicationPropertiesArray: [{}, {}, {}],
    });
    expect(run!.metadata).not.toHaveProperty('a');
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it('is given the empty ones too when its app asks for them', async () => {
    const { broker, sender } = await openQueue();
    await sender.sendMessages([{ body: Buffer.alloc(0) }, { body: 'x', subject: 's' }]);
    const host = await startHost('manyWithEmpty', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run!.body).toEqual(['', 'x']);
    expect(run!.metadata).toMatchObject({ subjectArray: ['', 's'] });
  });

  it('runs once at a time, with no more of them than host.json allows', async () => {
    const { broker, sender } = await openQueue();
    await sender.sendMessages(Array.from({ length: 9 }, (_, body) => ({ body })));
    const host = await startHost('batches', broker.connectionString, { maxMessageBatchSize: 3 });
    await host.line(() => host.lines.filter((line) => line.startsWith('ended')).length === 3);
    await host.stop();
    expect(host.lines.findLast((line) => line.startsWith('ended'))).toBe('ended, 1 at most');
  });

  it('has all of them again when it throws', async () => {
    const { broker, sender, receiver } = await openQueue();
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    const host = await startHost('failingBatch', broker.connectionString);
    const all = await runs(host, 2);
    await host.stop();
    expect(all.map(({ body }) => body)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(all[1]!.metadata.deliveryCountArray).toEqual([2, 2]);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });
});
