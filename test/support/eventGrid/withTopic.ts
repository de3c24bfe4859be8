import { AzureKeyCredential, EventGridPublisherClient, type SendCloudEventInput } from '@azure/eventgrid';
import {
  startTopic,
  type RetrySchedule,
  type RunningTopic,
  type Subscription,
  type TopicOptions,
} from '../../../local/eventGrid/topic.ts';
import { createQuietLog } from './quietLog.ts';

export const KEY = Buffer.from('the key of a topic in tests').toString('base64');

/** The platform's, thousands of times as fast. */
export const fastSchedule: RetrySchedule = { delaysMs: [2, 4, 8], jitter: 0.1, answerTimeoutMs: 5_000 };

export const subscription = (name: string, rest: Partial<Subscription> = {}): Subscription => ({
  name,
  queue: name,
  eventTypes: [],
  maxDeliveryAttempts: 30,
  timeToLiveMinutes: 1_440,
  ...rest,
});

const running = new Set<RunningTopic>();

/** A topic that `stopTopics` stops if the test does not. */
export async function startTestTopic(
  options: Partial<TopicOptions> & Pick<TopicOptions, 'deliver'>,
): Promise<RunningTopic> {
  const topic = await startTopic({
    name: 'events',
    directory: undefined,
    key: KEY,
    port: 0,
    subscriptions: [subscription('facts')],
    schedule: fastSchedule,
    log: createQuietLog(),
    ...options,
  });
  running.add(topic);
  return topic;
}

export async function stopTopics(): Promise<void> {
  await Promise.all([...running].map((topic) => topic.close()));
  running.clear();
}

/** The real client, which does not try again by itself. */
export function createClient({ endpoint }: { endpoint: string }, key = KEY): EventGridPublisherClient<'CloudEvent'> {
  return new EventGridPublisherClient(endpoint, 'CloudEvent', new AzureKeyCredential(key), {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
}

export const cloudEvent = (id: string, rest: Partial<SendCloudEventInput<unknown>> = {}) => ({
  id,
  type: 'test.happened.v1',
  source: '/tests',
  subject: `things/${id}`,
  data: { number: 1 },
  ...rest,
});

export const cloudEvents = (count: number, prefix = 'e') =>
  Array.from({ length: count }, (_, index) => cloudEvent(`${prefix}${index}`));
