import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { TopicOptions } from '../../../local/eventGrid/topic.ts';
import { openAppendLog } from '../../../local/eventGrid/journal/appendLog.ts';
import { readRecords } from '../../../local/eventGrid/journal/recordFile.ts';
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
let journal: string;
beforeEach(() => {
  folder = createTemporaryFolder();
  journal = join(folder.path, 'journal');
});
afterEach(async () => {
  await stopTopics();
  folder.remove();
});

const start = (queues: RecordingQueues, rest: Partial<TopicOptions> = {}) =>
  startTestTopic({ directory: folder.path, deliver: queues.deliver, ...rest });

/** Takes nothing: every attempt fails. */
function createClosedQueues(): RecordingQueues {
  const queues = createRecordingQueues();
  queues.before = () => {
    throw new Error('closed');
  };
  return queues;
}

const idsOf = ({ received }: RecordingQueues) => received.map(({ event }) => event.id).sort();

describe('after a restart', () => {
  it('delivers what was not delivered, once for each subscription, with the same message ids', async () => {
    const before = createRecordingQueues();
    before.before = ({ queue }) => {
      if (queue === 'two') throw new Error('closed');
    };
    const subscriptions = [subscription('one'), subscription('two')];
    const first = await start(before, { subscriptions });
    await createClient(first).send(cloudEvents(10));
    await before.attempted(20);
    await first.close();

    const after = createRecordingQueues();
    const second = await start(after, { subscriptions });
    await after.taken(10);
    expect(idsOf(after)).toEqual(cloudEvents(10).map(({ id }) => id));
    const sent = (queues: RecordingQueues) => queues.attempts.filter(({ queue }) => queue === 'two');
    const messageIds = (queues: RecordingQueues) => new Set(sent(queues).map(({ message }) => message.messageId));
    expect(messageIds(after)).toEqual(messageIds(before));
    await second.close();

    const last = createRecordingQueues();
    await createClient(await start(last, { subscriptions })).send([cloudEvent('x')]);
    await last.taken(2);
    expect(idsOf(last)).toEqual(['x', 'x']);
  });

  it('goes on counting attempts and keeps the time of publishing', async () => {
    const subscriptions = [subscription('facts', { maxDeliveryAttempts: 3 })];
    const schedule = { ...fastSchedule, delaysMs: [3_600_000] };
    for (const attempt of ['0', '1', '2']) {
      const queues = createClosedQueues();
      const topic = await start(queues, { subscriptions, schedule });
      if (attempt === '0') await createClient(topic).send([cloudEvent('a')]);
      await queues.attempted(1);
      expect(queues.attempts[0]!.message.applicationProperties['aeg-delivery-count']).toBe(attempt);
      await topic.close();
    }
    const queues = createRecordingQueues();
    await createClient(await start(queues, { subscriptions })).send([cloudEvent('b')]);
    await queues.taken(1);
    expect(idsOf(queues)).toEqual(['b']);
  });

  it('gives up what outlived its time while the topic was down', async () => {
    const queues = createClosedQueues();
    const topic = await start(queues);
    await createClient(topic).send([cloudEvent('a')]);
    await queues.attempted(1);
    await topic.close();
    const later = createRecordingQueues();
    const nowMs = () => Date.now() + 24 * 3_600_000;
    await createClient(await start(later, { nowMs })).send([cloudEvent('b')]);
    await later.taken(1);
    await stopTopics();
    expect(idsOf(later)).toEqual(['b']);
    expect(existsSync(join(folder.path, 'dead-letters', 'facts'))).toBe(true);
  });

  it('drops what a subscription that is gone should have got', async () => {
    const queues = createClosedQueues();
    const topic = await start(queues, { subscriptions: [subscription('old'), subscription('facts')] });
    await createClient(topic).send([cloudEvent('a')]);
    await queues.attempted(2);
    await topic.close();
    const next = createRecordingQueues();
    await (await start(next)).close();
    expect(next.received.map(({ queue }) => queue)).toEqual(['facts']);
    expect(readFileSync(journal, 'utf8')).toContain('"settled"');
  });
});

describe('the file', () => {
  it('lets go of a last record that was cut off, wherever that was', async () => {
    const queues = createClosedQueues();
    const first = await start(queues, { schedule: { ...fastSchedule, delaysMs: [3_600_000] } });
    await createClient(first).send([cloudEvent('a')]);
    await first.close();
    const whole = readFileSync(journal);
    const accepted = whole.subarray(0, whole.indexOf('\n') + 1);
    for (const cut of [1, 8, 9, 20, accepted.length - 1]) {
      truncateSync(journal, 0);
      appendFileSync(journal, accepted);
      appendFileSync(journal, accepted.toString().replaceAll('"a"', '"b"').slice(0, cut));
      const next = createRecordingQueues();
      const topic = await start(next);
      await createClient(topic).send([cloudEvent('c')]);
      await next.taken(2);
      await topic.close();
      expect(idsOf(next)).toEqual(['a', 'c']);
    }
  });

  it('stays small while everything is delivered', async () => {
    const queues = createRecordingQueues();
    const topic = await start(queues, { compactAboveBytes: 100_000 });
    const client = createClient(topic);
    let largest = 0;
    for (let batch = 1; batch <= 40; batch += 1) {
      await client.send(cloudEvents(100, `${batch}-`));
      await queues.taken(batch * 100);
      largest = Math.max(largest, statSync(journal).size);
    }
    await topic.close();
    // 4,000 events are more than 1 MB; a batch may go over the limit before the file is written anew.
    expect(largest).toBeLessThan(200_000);
    expect(statSync(journal).size).toBeLessThan(200_000);
  });

  it('keeps what waits when it is written anew, while more comes in', async () => {
    const held = createRecordingQueues();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    held.before = ({ event }) => (event.id.startsWith('kept') ? promise : undefined);
    const subscriptions = [
      subscription('one'),
      subscription('two'),
      subscription('few', { subjectEndsWith: '/kept7' }),
    ];
    const first = await start(held, { compactAboveBytes: 20_000, subscriptions });
    const client = createClient(first);
    await client.send(cloudEvents(20, 'kept'));
    // Attempts of the kept ones hold 20 of the 64 places of a subscription, so the others pass.
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all(Array.from({ length: 5 }, (_, batch) => client.send(cloudEvents(10, `${round}-${batch}-`))));
      await held.taken(round * 100);
    }
    expect(statSync(journal).size).toBeLessThan(100_000);
    // As a crash leaves it: the first topic never learns what became of its attempts.
    const copy = createTemporaryFolder();
    appendFileSync(join(copy.path, 'journal'), readFileSync(journal));
    const after = createRecordingQueues();
    await start(after, { directory: copy.path, subscriptions });
    await after.taken(41);
    const kept = after.received.filter(({ event }) => event.id.startsWith('kept'));
    expect(kept.map(({ queue }) => queue).filter((queue) => queue === 'few')).toHaveLength(1);
    expect(new Set(kept.map(({ event }) => event.id)).size).toBe(20);
    resolve(undefined);
    await stopTopics();
    copy.remove();
  });

  it('reads records across the chunks of a large file, and those alone that are whole', async () => {
    const records = Array.from({ length: 300 }, (_, index) => JSON.stringify({ index, text: 'ü'.repeat(index * 40) }));
    const log = await openAppendLog({
      path: journal,
      liveRecords: () => [],
      compactAboveBytes: Infinity,
      onCompactionFailure: () => undefined,
    });
    await log.append(records.slice(0, 200));
    for (const record of records.slice(200)) log.note(record);
    await log.close();
    await expect(log.append(['{}'])).rejects.toThrow('closed');
    const read: string[] = [];
    for await (const record of readRecords(journal)) read.push(record);
    expect(read).toEqual(records);
    expect(statSync(journal).size).toBeGreaterThan(2 * 1024 * 1024);
  });
});
