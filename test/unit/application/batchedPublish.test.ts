import { createBatchedPublish } from '../../../shared/application/outbox/batchedPublish.ts';
import type { ShortlistEvent } from '../../../shared/domain/events/event.ts';

const event = (sequence: number): ShortlistEvent => ({
  type: 'recommendation.updated',
  tenantId: 't',
  catalogId: 'c',
  sessionId: 's',
  sequence,
  version: sequence,
  at: '2026-01-01T00:00:00.000Z',
  traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
});

describe('what is to be published while a call is under way', () => {
  it('leaves together in the next one, in order, and each caller is told when its own is out', async () => {
    const calls: { sequences: number[]; end: (failure?: Error) => void }[] = [];
    const publish = createBatchedPublish(
      (events) =>
        new Promise((resolve, reject) => {
          const end = (failure?: Error): void => (failure === undefined ? resolve() : reject(failure));
          calls.push({ sequences: events.map(({ sequence }) => sequence), end });
        }),
    );
    const first = publish([event(1)]);
    const second = publish([event(2), event(3)]);
    const third = publish([event(4)]);
    expect(calls.map(({ sequences }) => sequences)).toEqual([[1]]);
    calls[0]!.end();
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls.map(({ sequences }) => sequences)).toEqual([[1], [2, 3, 4]]);

    const last = publish([event(5)]);
    const outcomes = Promise.allSettled([second, third]);
    calls[1]!.end(new Error('no'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await new Promise((resolve) => setImmediate(resolve));
    calls[2]!.end();
    await last;
    expect(calls.map(({ sequences }) => sequences)).toEqual([[1], [2, 3, 4], [5]]);
  });
});
