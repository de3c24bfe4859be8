import { createReceiveMessage, type OnFailure } from '../../../shared/application/consumers/receiveMessage.ts';
import type { Outcome } from '../../../shared/application/consumers/outcome.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { SessionNotice } from '../../../shared/domain/events/event.ts';
import { attemptOf, toCloudEvent } from '../../../shared/messaging/cloudEvents.ts';
import { createMetrics } from '../../../shared/observability/createMetrics.ts';
import { createLoopbackEvents } from '../../support/loopbackEvents.ts';
import { createTestClock } from './harness.ts';

const event: SessionNotice = {
  type: 'response.recorded',
  tenantId: 't',
  catalogId: 'c',
  sessionId: 's',
  sequence: 2,
  version: 1,
  at: '2026-01-01T00:00:00.000Z',
  traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
};
const message = toCloudEvent(event);
const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function receiver(handle: () => Promise<Outcome>, onFailure?: OnFailure) {
  const { sent, events } = createLoopbackEvents();
  const clock = createTestClock(Date.parse(event.at));
  const metrics = createMetrics();
  const deps = { queues: events.queues, metrics, clock, logger };
  return { sent, clock, metrics, receive: createReceiveMessage('precompute', handle, deps, onFailure) };
}

const answering = (outcome: Outcome) => receiver(() => Promise.resolve(outcome));

describe('a message that', () => {
  it('is done leaves nothing behind', async () => {
    const { receive, sent, metrics } = answering({ outcome: 'done' });
    await receive(message);
    expect(sent).toEqual([]);
    expect(metrics.toFields()['queue.handled{queue=precompute,outcome=done}']).toBe(1);
  });

  it.each([
    ['is no event', 'just text'],
    ['is of another application', { ...message, type: 'other.v1' }],
    ['lacks its data', { ...message, data: {} }],
    ['is nothing', null],
  ])('%s is copied to the rejected, as it came and with the reason', async (_, malformed) => {
    const { receive, sent } = answering({ outcome: 'done' });
    await receive(malformed);
    expect(sent).toHaveLength(1);
    const [{ queue, message: copy }] = sent as [(typeof sent)[number]];
    expect(queue).toBe('precompute-rejected');
    expect(copy.body).toBe(typeof malformed === 'string' ? malformed : JSON.stringify(malformed));
    expect(copy.properties.reason).not.toBe('');
    expect(copy.notBeforeMs).toBeUndefined();
  });

  it('its consumer calls malformed is copied to the rejected', async () => {
    const { receive, sent } = answering({ outcome: 'malformed', reason: 'no such thing' });
    await receive(message);
    expect(sent).toMatchObject([
      { queue: 'precompute-rejected', message: { properties: { reason: 'no such thing' } } },
    ]);
  });

  it.each(['unavailable', 'behind'] as const)(
    'is %s comes back later, and later each time, for a day',
    async (outcome) => {
      const { receive, sent, clock } = answering({ outcome, reason: 'store' });
      const delays: number[] = [];
      let copy: unknown = message;
      while (sent.length === delays.length) {
        await receive(copy);
        const last = sent.at(-1)!;
        if (last.queue !== 'precompute') break;
        delays.push(last.message.notBeforeMs! - clock.nowMs());
        copy = JSON.parse(last.message.body);
        expect(attemptOf(copy)).toBe(delays.length);
        expect(last.message.messageId.length).toBeLessThanOrEqual(128);
        clock.advance(delays.at(-1)!);
      }
      delays.forEach((delay, place) => {
        const longest = Math.min(300_000, 1_000 * 2 ** place);
        expect(delay).toBeGreaterThanOrEqual(longest / 2);
        expect(delay).toBeLessThanOrEqual(longest);
      });
      expect(sent.at(-1)).toMatchObject({ queue: 'precompute-rejected' });
      expect(attemptOf(JSON.parse(sent.at(-1)!.message.body))).toBe(0);
      const hours = (clock.nowMs() - Date.parse(event.at)) / 3_600_000;
      expect(hours).toBeGreaterThan(15);
      expect(hours).toBeLessThan(32);
    },
  );

  it('fails because something does not answer comes back later too', async () => {
    const { receive, sent } = receiver(() => Promise.reject(new AppError('store_unavailable')));
    await receive(message);
    expect(sent).toMatchObject([{ queue: 'precompute', message: { properties: { reason: 'store_unavailable' } } }]);
  });

  it('fails in any other way is the broker’s to deliver again', async () => {
    const { receive, sent } = receiver(() => Promise.reject(new TypeError('a fault in the code')));
    await expect(receive(message)).rejects.toThrow('a fault in the code');
    expect(sent).toEqual([]);
  });

  it('fails within a batch is tried by itself, and rejected after ten attempts', async () => {
    const { receive, sent } = receiver(() => Promise.reject(new TypeError('a fault in the code')), 'copy');
    let copy: unknown = message;
    for (let attempt = 0; attempt < 10; attempt++) {
      await receive(copy);
      copy = JSON.parse(sent.at(-1)!.message.body);
    }
    expect(sent.map(({ queue }) => queue)).toEqual([
      ...Array.from({ length: 9 }, () => 'precompute'),
      'precompute-rejected',
    ]);
    expect(sent.at(-1)!.message.properties.reason).toBe('a fault in the code');
  });
});
