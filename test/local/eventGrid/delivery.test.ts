import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningTopic, Subscription } from '../../../local/eventGrid/topic.ts';
import { platformSchedule, retryDelayMs } from '../../../local/eventGrid/delivery/retrySchedule.ts';
import { createQuietLog } from '../../support/eventGrid/quietLog.ts';
import { createRecordingQueues, type RecordingQueues } from '../../support/eventGrid/recordingQueues.ts';
import {
  cloudEvent,
  cloudEvents,
  createClient,
  fastSchedule,
  startTestTopic,
  stopTopics,
  subscription,
} from '../../support/eventGrid/withTopic.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

let folder: TemporaryFolder;
let queues: RecordingQueues;
beforeEach(() => {
  folder = createTemporaryFolder();
  queues = createRecordingQueues();
});
afterEach(async () => {
  await stopTopics();
  folder.remove();
});

const start = (subscriptions: Subscription[], rest = {}): Promise<RunningTopic> =>
  startTestTopic({ directory: folder.path, deliver: queues.deliver, subscriptions, ...rest });

const refused = () => Object.assign(new Error('no such queue'), { code: 'refused' });

/** What the topic has put aside, once it has come to an end with it. */
async function deadLettersOf(name: string, topic: RunningTopic): Promise<Record<string, unknown>[]> {
  await topic.close();
  const own = join(folder.path, 'dead-letters', name);
  return readdirSync(own).map((file) => {
    expect(file).toMatch(/^[0-9a-f-]{36}\.json$/);
    return (JSON.parse(readFileSync(join(own, file), 'utf8')) as Record<string, unknown>[])[0]!;
  });
}

describe('who gets what', () => {
  it.each<[what: string, filter: Partial<Subscription>, ids: string[]]>([
    ['everything without a filter', {}, ['a', 'b', 'c', 'd']],
    ['its types', { eventTypes: ['t.one', 't.three'] }, ['a', 'c']],
    ['nothing for a type in other letters', { eventTypes: ['T.ONE'] }, []],
    ['subjects by their beginning', { subjectBeginsWith: 'Things/' }, ['a', 'b']],
    ['subjects by their end', { subjectEndsWith: '.JPG' }, ['b']],
    [
      'what passes all its filters',
      { eventTypes: ['t.one'], subjectBeginsWith: 'things/', subjectEndsWith: '1' },
      ['a'],
    ],
  ])('a subscription gets %s', async (_, filter, ids) => {
    const topic = await start([subscription('wanted', filter), subscription('everything')]);
    await createClient(topic).send([
      cloudEvent('a', { type: 't.one', subject: 'things/1' }),
      cloudEvent('b', { type: 't.two', subject: 'THINGS/2.jpg' }),
      cloudEvent('c', { type: 't.three', subject: undefined }),
      cloudEvent('d', { type: 't.four', subject: 'other' }),
    ]);
    await queues.taken(4 + ids.length);
    const wanted = queues.received.filter(({ queue }) => queue === 'wanted').map(({ event }) => event.id);
    expect(wanted.sort()).toEqual(ids);
  });

  it('accepts what nobody wants', async () => {
    const topic = await start([subscription('wanted', { eventTypes: ['x'] })]);
    await createClient(topic).send([cloudEvent('a'), cloudEvent('b')]);
    await createClient(topic).send([cloudEvent('c', { type: 'x' })]);
    await queues.taken(1);
    expect(queues.attempts.map(({ event }) => event.id)).toEqual(['c']);
  });

  it('brings the message that the platform would bring', async () => {
    const topic = await start([subscription('facts', { queue: 'facts-queue' })]);
    const time = new Date('2026-11-21T10:00:00.123Z');
    await createClient(topic).send([cloudEvent('a', { time, extensionAttributes: { traceparent: 'x' } })]);
    await queues.taken(1);
    const { queue, message, event } = queues.received[0]!;
    expect(queue).toBe('facts-queue');
    expect(event).toEqual({
      specversion: '1.0',
      id: 'a',
      type: 'test.happened.v1',
      source: '/tests',
      subject: 'things/a',
      time: '2026-11-21T10:00:00.123Z',
      datacontenttype: 'application/json',
      traceparent: 'x',
      data: { number: 1 },
    });
    expect(message).toEqual({
      body: expect.any(String) as string,
      contentType: 'application/cloudevents+json; charset=utf-8',
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      applicationProperties: {
        'aeg-subscription-name': 'facts',
        'aeg-delivery-count': '0',
        'aeg-event-type': 'Notification',
        'aeg-metadata-version': '1.0',
        'aeg-data-version': '',
        'aeg-output-event-id': message.messageId,
      },
    });
  });

  it('gives every event and subscription a message id of its own, also where the event is the same', async () => {
    const topic = await start([subscription('one'), subscription('two')]);
    await createClient(topic).send([cloudEvent('a'), cloudEvent('a')]);
    await queues.taken(4);
    expect(new Set(queues.received.map(({ message }) => message.messageId)).size).toBe(4);
  });

  it('makes at most 64 attempts at once for a subscription, and lets none wait for another one', async () => {
    const slow = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    let atOnce = 0;
    queues.before = async ({ queue }) => {
      if (queue !== 'slow') return;
      atOnce += 1;
      if (atOnce === 64) reached.resolve(undefined);
      await slow.promise;
    };
    const topic = await start([subscription('slow'), subscription('quick')]);
    await createClient(topic).send(cloudEvents(200));
    await Promise.all([reached.promise, queues.taken(200)]);
    expect(queues.received.every(({ queue }) => queue === 'quick')).toBe(true);
    expect(atOnce).toBe(64);
    slow.resolve(undefined);
    await queues.taken(400);
  });
});

describe('what fails', () => {
  it('is tried again, with the same message but its count, until it succeeds', async () => {
    const log = createQuietLog();
    queues.before = () => {
      if (queues.attempts.length < 4) throw new Error('no room');
    };
    const topic = await start([subscription('facts')], { log });
    await createClient(topic).send([cloudEvent('a')]);
    await queues.taken(1);
    const messages = queues.attempts.map(({ message }) => message);
    expect(messages.map(({ applicationProperties }) => applicationProperties['aeg-delivery-count'])).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(1);
    await topic.close();
    expect(log.lines).toEqual([
      'warning an event does not reach "facts": no room',
      'information events reach the queue "facts" again',
    ]);
  });

  it('waits as the schedule says: its last delay over and over, with a little more at random', () => {
    const minutes = [1 / 6, 0.5, 1, 5, 10, 30, 60, 180, 360, 720, 720, 720];
    minutes.forEach((expected, index) => {
      const delay = retryDelayMs(platformSchedule, index + 1) / 60_000;
      expect(delay).toBeGreaterThanOrEqual(expected);
      expect(delay).toBeLessThanOrEqual(expected * 1.1);
    });
  });

  it('becomes a dead letter after its last attempt', async () => {
    queues.before = ({ queue }) => {
      if (queue === 'facts') throw new Error('no room');
    };
    const topic = await start([subscription('facts', { maxDeliveryAttempts: 3 }), subscription('other')]);
    await createClient(topic).send([cloudEvent('a', { extensionAttributes: { traceparent: 'x' } })]);
    await queues.attempted(4);
    const [letter, ...others] = await deadLettersOf('facts', topic);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      id: 'a',
      type: 'test.happened.v1',
      traceparent: 'x',
      data: { number: 1 },
      deadletterreason: 'MaxDeliveryAttemptsExceeded',
      deliveryattempts: 3,
      lastdeliveryoutcome: 'Busy',
    });
    const { publishtime, lastdeliveryattempttime } = letter as { publishtime: string; lastdeliveryattempttime: string };
    expect(Date.parse(lastdeliveryattempttime)).toBeGreaterThanOrEqual(Date.parse(publishtime));
    expect(queues.received.map(({ queue }) => queue)).toEqual(['other']);
  });

  it('becomes a dead letter at once when the queue refuses it', async () => {
    queues.before = () => {
      throw refused();
    };
    const topic = await start([subscription('facts')]);
    await createClient(topic).send([cloudEvent('a')]);
    await queues.attempted(1);
    expect(await deadLettersOf('facts', topic)).toEqual([
      expect.objectContaining({
        deadletterreason: 'UndeliverableDueToClientError',
        deliveryattempts: 1,
        lastdeliveryoutcome: 'BadRequest',
      }),
    ]);
  });

  it('becomes a dead letter when its time is over, however far the next attempt is away', async () => {
    queues.before = () => {
      throw new Error('no room');
    };
    const log = createQuietLog();
    const isBuried = Promise.withResolvers<undefined>();
    const topic = await start([subscription('facts', { timeToLiveMinutes: 1 })], {
      // The minute is over with the first attempt.
      nowMs: () => Date.UTC(2026, 0, 1) + queues.attempts.length * 60_000,
      schedule: { ...fastSchedule, delaysMs: [3_600_000] },
      log: {
        ...log,
        write: (level: string) => {
          if (level === 'error') isBuried.resolve(undefined);
        },
      },
    });
    await createClient(topic).send([cloudEvent('a')]);
    await isBuried.promise;
    expect(await deadLettersOf('facts', topic)).toEqual([
      expect.objectContaining({ deadletterreason: 'TimeToLiveExceeded', deliveryattempts: 1 }),
    ]);
  });

  it('counts an attempt without an answer as failed', async () => {
    const never = Promise.withResolvers<undefined>();
    queues.before = () => (queues.attempts.length === 0 && isFirst() ? never.promise : undefined);
    let count = 0;
    const isFirst = () => (count += 1) === 1;
    const topic = await start([subscription('facts')], { schedule: { ...fastSchedule, answerTimeoutMs: 5 } });
    await createClient(topic).send([cloudEvent('a')]);
    await queues.taken(1);
    expect(queues.received[0]!.message.applicationProperties['aeg-delivery-count']).toBe('1');
    // The late answer: the event has arrived twice, as it may.
    never.resolve(undefined);
    await queues.taken(2);
    expect(queues.received[1]!.message.messageId).toBe(queues.received[0]!.message.messageId);
  });

  it('is dropped, and said so, where there is no folder for dead letters', async () => {
    const log = createQuietLog();
    queues.before = () => {
      throw refused();
    };
    const topic = await start([subscription('facts')], { directory: undefined, log });
    await createClient(topic).send([cloudEvent('a')]);
    await queues.attempted(1);
    await topic.close();
    expect(log.lines.at(-1)).toMatch(/^error event .* is dropped/);
  });
});

it('does not start with subscriptions that could not be deployed, and names every fault', async () => {
  const starting = start([
    subscription('../a'),
    subscription('facts', { maxDeliveryAttempts: 0 }),
    subscription('FACTS', { timeToLiveMinutes: 1_441 }),
  ]);
  await expect(starting).rejects.toMatchObject({
    faults: [
      '"../a" is no valid name of a subscription.',
      'The subscription "facts" must have 1 to 30 delivery attempts.',
      'There are two subscriptions named "FACTS".',
      'The subscription "FACTS" must have a time to live of at most 1440 minutes.',
    ],
  });
});
