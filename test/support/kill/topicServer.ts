import { setTimeout as sleep } from 'node:timers/promises';
import { startTopic } from '../../../local/eventGrid/topic.ts';
import { createQuietLog } from '../eventGrid/quietLog.ts';
import { fastSchedule, KEY, subscription } from '../eventGrid/withTopic.ts';
import { say } from './say.ts';

/**
 * A program of its own: `node topicServer.ts <directory> <mode>`. A topic with two subscriptions; each line on
 * standard output says where it listens or what a queue took. The queues take everything (`open`), fail and dawdle
 * (`shaky`) or take nothing (`shut`).
 */
export type TopicLine = { type: 'listening'; endpoint: string } | { type: 'taken'; queue: string; id: string };

const [, , directory, mode] = process.argv;
if (!directory || !mode) throw new Error('usage: node topicServer.ts <directory> open|shaky|shut');

// What an earlier run left is delivered before the topic says where it listens; the first line is that, though.
const announced = Promise.withResolvers<undefined>();
const topic = await startTopic({
  name: 'events',
  directory,
  key: KEY,
  port: 0,
  subscriptions: [subscription('one'), subscription('two')],
  // Small, so that kills meet a file that is being written anew.
  compactAboveBytes: 50_000,
  schedule: { ...fastSchedule, delaysMs: mode === 'shut' ? [3_600_000] : [5, 50] },
  log: createQuietLog(),
  async deliver(queue, { body }) {
    await announced.promise;
    if (mode === 'shut') throw new Error('shut');
    if (mode === 'shaky') {
      await sleep(Math.random() * 20);
      if (Math.random() < 0.3) throw new Error('shaky');
    }
    say({ type: 'taken', queue, id: (JSON.parse(body) as { id: string }).id } satisfies TopicLine);
  },
});
say({ type: 'listening', endpoint: topic.endpoint } satisfies TopicLine);
announced.resolve(undefined);
