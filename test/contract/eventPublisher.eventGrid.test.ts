import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningTopic } from '../../local/eventGrid/topic.ts';
import { MAX_BATCH_BYTES, toBatches } from '../../shared/adapters/eventGrid/batches.ts';
import { createEventGridPublisher } from '../../shared/adapters/eventGrid/eventGridPublisher.ts';
import type { ShortlistEvent } from '../../shared/domain/events/event.ts';
import { fromCloudEvent, toCloudEvent } from '../../shared/messaging/cloudEvents.ts';
import { createRecordingQueues, type RecordingQueues } from '../support/eventGrid/recordingQueues.ts';
import { KEY, startTestTopic, stopTopics } from '../support/eventGrid/withTopic.ts';
import { strangeTexts } from '../support/strangeTexts.ts';

const event = (
  sequence: number,
  rest: { catalogId?: string; tenantId?: string; sessionId?: string } = {},
): ShortlistEvent => ({
  type: 'response.recorded',
  tenantId: 'acme',
  catalogId: 'mobile',
  sessionId: 's1',
  sequence,
  version: sequence,
  at: new Date(sequence).toISOString(),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ...rest,
});
const events = (count: number, catalogId = 'mobile') =>
  Array.from({ length: count }, (_, sequence) => event(sequence, { catalogId }));

const publisherOf = ({ endpoint }: { endpoint: string }, key = KEY, timeoutMs?: number) =>
  createEventGridPublisher({
    endpoint,
    credential: { kind: 'key', key },
    ...(timeoutMs !== undefined && { timeoutMs }),
  });

const unavailable = (detail: RegExp) => ({
  code: 'events_unavailable',
  details: { detail: expect.stringMatching(detail) as string },
});

let fakes: Server[] = [];
afterEach(async () => {
  await stopTopics();
  for (const fake of fakes) {
    fake.closeAllConnections();
    await new Promise((resolve) => fake.close(resolve));
  }
  fakes = [];
});

/** Stands for a service in a state that a real one cannot be brought into. */
async function startFakeService(listener: RequestListener): Promise<{ endpoint: string }> {
  const fake = createServer(listener);
  fakes.push(fake);
  await new Promise<void>((resolve) => {
    fake.listen(0, '127.0.0.1', resolve);
  });
  return { endpoint: `http://127.0.0.1:${(fake.address() as AddressInfo).port}/api/events` };
}

describe('through a topic on this machine', () => {
  let queues: RecordingQueues;
  let topic: RunningTopic;
  beforeEach(async () => {
    queues = createRecordingQueues();
    topic = await startTestTopic({ deliver: queues.deliver });
  });

  it('publishes events of any ids, which arrive as they were sent', async () => {
    const sent = strangeTexts.map((text, index) => event(index, { tenantId: text, catalogId: text, sessionId: text }));
    await publisherOf(topic).publish(sent);
    await queues.taken(sent.length);
    expect(queues.received.map((one) => one.event)).toEqual(
      expect.arrayContaining(sent.map((one) => JSON.parse(JSON.stringify(toCloudEvent(one))) as unknown)),
    );
    const arrived = queues.received.map((one) => fromCloudEvent(one.event));
    expect(arrived).toEqual(expect.arrayContaining(sent.map((one) => ({ outcome: 'event', event: one }))));
  });

  it('publishes more than a request may hold, by number and by size', async () => {
    await publisherOf(topic).publish(events(5_001));
    await queues.taken(5_001);
    await publisherOf(topic).publish(events(2_000, '\u{1f600}'.repeat(100)));
    await queues.taken(7_001);
    expect(new Set(queues.received.map((one) => `${one.event.id} ${one.message.body.length}`)).size).toBe(7_001);
  });

  it('publishes nothing without a request', async () => {
    await topic.close();
    await publisherOf(topic).publish([]);
  });

  it('is refused with a wrong key, and says that it is the service', async () => {
    await expect(publisherOf(topic, 'AAAA').publish([event(1)])).rejects.toMatchObject(unavailable(/answered 401/));
    expect(queues.attempts).toEqual([]);
  });

  it('passes on for how long a topic that is full wants to be left alone', async () => {
    const full = await startTestTopic({ deliver: queues.deliver, maxWaitingCharacters: -1 });
    await expect(publisherOf(full).publish([event(1)])).rejects.toMatchObject({
      code: 'events_unavailable',
      details: { detail: 'The event service answered 429', retryAfterSeconds: 10 },
    });
  });

  it('is unavailable while the topic is down, and goes on when it is back, over a connection that was closed', async () => {
    const publisher = publisherOf(topic);
    await publisher.publish([event(1)]);
    await topic.close();
    await expect(publisher.publish([event(2)])).rejects.toMatchObject(unavailable(/ECONNREFUSED|ECONNRESET/));
    await startTestTopic({ deliver: queues.deliver, port: topic.port });
    await publisher.publish([event(3)]);
    await queues.taken(2);
    expect(queues.received.map((one) => one.event.id)).toEqual(['s1:1', 's1:3']);
  });

  it('is unavailable once disposed, and says what it is', async () => {
    const publisher = publisherOf(topic);
    const host = `127.0.0.1:${topic.port}`;
    expect(await publisher.describe()).toEqual({ adapter: 'eventGrid', host, credential: 'key' });
    await publisher.dispose();
    await publisher.dispose();
    await expect(publisher.publish([event(1)])).rejects.toMatchObject({ code: 'events_unavailable' });
    await expect(publisher.publish([])).rejects.toMatchObject({ code: 'events_unavailable' });
    await expect(publisher.describe()).rejects.toMatchObject({ code: 'events_unavailable' });
  });
});

describe('with a service that fails', () => {
  it('gives up an answer that does not come', async () => {
    const service = await startFakeService((request) => request.resume());
    await expect(publisherOf(service, KEY, 50).publish([event(1)])).rejects.toMatchObject(unavailable(/ETIMEDOUT/));
  });

  it('gives up an answer that stops in its middle', async () => {
    const service = await startFakeService((_, response) => {
      response.writeHead(500, { 'content-length': 100, 'content-type': 'application/json' });
      response.write('{"error":');
    });
    await expect(publisherOf(service, KEY, 50).publish([event(1)])).rejects.toMatchObject(unavailable(/ETIMEDOUT/));
  });

  it('does not take an answer for one that breaks off', async () => {
    const service = await startFakeService((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('x', () => response.destroy());
    });
    await expect(publisherOf(service).publish([event(1)])).rejects.toMatchObject(unavailable(/cannot be reached/));
  });

  it('sends again, once, what was read half when the connection broke', async () => {
    let requests = 0;
    const service = await startFakeService((request, response) => {
      requests += 1;
      if (requests === 2) response.end();
      else request.once('data', () => request.destroy());
    });
    await publisherOf(service).publish(events(1_000));
    expect(requests).toBe(2);
    await expect(publisherOf(service).publish(events(1_000))).rejects.toMatchObject(unavailable(/ECONNRESET|EPIPE/));
    expect(requests).toBe(4);
  });

  it('stops at the first batch that fails, and never sends a later one before an earlier one', async () => {
    const sizes: number[] = [];
    const service = await startFakeService((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        sizes.push((JSON.parse(Buffer.concat(chunks).toString()) as unknown[]).length);
        response.writeHead(sizes.length === 2 ? 503 : 200).end();
      });
    });
    const all = events(6_000);
    const [first, second] = toBatches(all.map(toCloudEvent)).map((batch) => batch.length);
    await expect(publisherOf(service).publish(all)).rejects.toMatchObject(unavailable(/answered 503/));
    expect(sizes).toEqual([first, second]);
  });

  it.each([
    ['7', 7],
    [new Date(Date.now() + 3_600_000).toUTCString(), 3_600],
    [new Date(0).toUTCString(), 0],
    ['soon', undefined],
  ])('understands a Retry-After of %s', async (text, expected) => {
    const service = await startFakeService((_, response) => response.writeHead(429, { 'retry-after': text }).end());
    const thrown = (await publisherOf(service)
      .publish([event(1)])
      .catch((error: unknown) => error)) as { details: { retryAfterSeconds?: number } };
    const { retryAfterSeconds } = thrown.details;
    if (expected === undefined) expect(retryAfterSeconds).toBeUndefined();
    else expect(Math.abs(retryAfterSeconds! - expected)).toBeLessThanOrEqual(60);
  });

  it('follows no redirection, which would show the key to others', async () => {
    const other = jest.fn();
    const elsewhere = await startFakeService((_, response) => {
      other();
      response.end();
    });
    const service = await startFakeService((_, response) =>
      response.writeHead(307, { location: elsewhere.endpoint }).end(),
    );
    await expect(publisherOf(service).publish([event(1)])).rejects.toMatchObject(unavailable(/answered 307/));
    expect(other).not.toHaveBeenCalled();
  });
});

it('goes unencrypted to this machine only', () => {
  expect(() => publisherOf({ endpoint: 'http://example.org/api/events' })).toThrow('must be https');
  publisherOf({ endpoint: 'http://localhost:1/api/events' });
  publisherOf({ endpoint: 'https://example.org/api/events' });
});

it('fills batches up to the limits of the service', () => {
  const all = events(12_000, 'x'.repeat(150)).map(toCloudEvent);
  const batches = toBatches(all);
  expect(batches.flat()).toEqual(all);
  const sizes = batches.map((batch) => Buffer.byteLength(JSON.stringify(batch)));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH_BYTES + 1);
  for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(MAX_BATCH_BYTES - 1_000);
  // No real event is so small that the number of events decides.
  const blank = { ...all[0]!, id: '', source: '', type: '', subject: '', time: '', traceparent: '' };
  const tiny = { ...blank, data: { tenantId: '', catalogId: '', sequence: 0, version: 0 } };
  const byNumber = toBatches(Array.from({ length: 12_000 }, () => tiny));
  expect(byNumber.map(({ length }) => length)).toEqual([5_000, 5_000, 2_000]);
});
