import {
  AzureKeyCredential,
  AzureSASCredential,
  EventGridPublisherClient,
  generateSharedAccessSignature,
} from '@azure/eventgrid';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { RunningTopic } from '../../../local/eventGrid/topic.ts';
import { createRecordingQueues, type RecordingQueues } from '../../support/eventGrid/recordingQueues.ts';
import {
  cloudEvent,
  cloudEvents,
  createClient,
  KEY,
  startTestTopic,
  stopTopics,
} from '../../support/eventGrid/withTopic.ts';

const BATCH = 'application/cloudevents-batch+json; charset=utf-8';
const MEGABYTE = 1_048_576;
const valid = { specversion: '1.0', id: '1', source: '/a', type: 't' };

let queues: RecordingQueues;
let topic: RunningTopic;
beforeEach(async () => {
  queues = createRecordingQueues();
  topic = await startTestTopic({ deliver: queues.deliver });
});
afterEach(stopTopics);

interface Post {
  body?: RequestInit['body'];
  headers?: Record<string, string>;
  query?: string;
}

async function post({ body = JSON.stringify([valid]), headers = {}, query = '?api-version=2018-01-01' }: Post) {
  const response = await fetch(`${topic.endpoint}${query}`, {
    method: 'POST',
    headers: { 'content-type': BATCH, 'aeg-sas-key': KEY, ...headers },
    body,
    duplex: 'half',
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const errorOf = (text: string) =>
  (JSON.parse(text) as { error: { code: string; message: string; details: unknown[] } }).error;

describe('who may publish', () => {
  it('takes the key', async () => {
    await createClient(topic).send([cloudEvent('a')]);
    await queues.taken(1);
    expect(queues.received[0]).toMatchObject({ queue: 'facts', event: { id: 'a', specversion: '1.0' } });
  });

  it('refuses another key', async () => {
    await expect(createClient(topic, 'AAAA').send([cloudEvent('a')])).rejects.toMatchObject({
      statusCode: 401,
      code: 'Unauthorized',
    });
    expect((await post({ headers: { 'aeg-sas-key': '' } })).status).toBe(401);
  });

  const withToken = (signature: string) =>
    new EventGridPublisherClient(topic.endpoint, 'CloudEvent', new AzureSASCredential(signature), {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
  const sign = (key: string, expiresMs: number, endpoint = topic.endpoint) =>
    generateSharedAccessSignature(endpoint, new AzureKeyCredential(key), new Date(expiresMs));

  it('takes a token until it expires', async () => {
    await withToken(await sign(KEY, Date.now() + 60_000)).send([cloudEvent('a')]);
    await queues.taken(1);
    await expect(withToken(await sign(KEY, Date.now() - 1_000)).send([cloudEvent('b')])).rejects.toMatchObject({
      statusCode: 401,
    });
  });

  it.each([
    ['signed with another key', () => sign('AAAA', Date.now() + 60_000)],
    ['of another resource', () => sign(KEY, Date.now() + 60_000, 'http://127.0.0.1/api/others')],
    ['with a later expiry than signed', async () => (await sign(KEY, Date.now())).replace(/%2F20\d\d/, '%2F2999')],
    ['without a signature', () => Promise.resolve('r=x&e=y')],
  ])('refuses a token %s', async (_, token) => {
    await expect(withToken(await token()).send([cloudEvent('a')])).rejects.toMatchObject({ statusCode: 401 });
    expect(queues.attempts).toEqual([]);
  });

  it('answers errors in the form of the service', async () => {
    const { status, headers, text } = await post({ headers: { 'aeg-sas-key': 'x' } });
    expect([status, headers.get('content-type')]).toEqual([401, 'application/json; charset=utf-8']);
    const { code, message, details } = errorOf(text);
    expect(details).toEqual([{ code, message }]);
  });

  it('knows one address, one method, one version', async () => {
    expect((await fetch(`${topic.endpoint}/x`, { method: 'POST' })).status).toBe(404);
    const response = await fetch(topic.endpoint);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await post({ query: '' })).status).toBe(400);
  });
});

describe('what may be published', () => {
  it.each<[what: string, event: unknown]>([
    ['no object', 7],
    ['a list', [valid]],
    ['no id', { ...valid, id: undefined }],
    ['an empty id', { ...valid, id: '' }],
    ['no type', { ...valid, type: undefined }],
    ['no source', { ...valid, source: undefined }],
    ['a source that is no reference', { ...valid, source: 'a b' }],
    ['another version', { ...valid, specversion: '0.3' }],
    ['a time that is none', { ...valid, time: 'yesterday' }],
    ['a time that cannot be', { ...valid, time: '2026-13-01T00:00:00Z' }],
    ['an empty subject', { ...valid, subject: '' }],
    ['a schema that is no address', { ...valid, dataschema: 'x' }],
    ['data twice', { ...valid, data: 1, data_base64: 'AA==' }],
    ['data that is not base64', { ...valid, data_base64: 'A' }],
    ['an extension with a capital letter', { ...valid, traceParent: 'x' }],
    ['an extension with a line', { ...valid, trace_parent: 'x' }],
    ['an extension that is an object', { ...valid, extra: {} }],
    ['an extension that is a fraction', { ...valid, extra: 1.5 }],
    ['an extension of more than 32 bits', { ...valid, extra: 2 ** 31 }],
  ])('refuses an event with %s, and its batch with it', async (_, event) => {
    const { status, text } = await post({ body: JSON.stringify([valid, event]) });
    expect([status, errorOf(text).code]).toEqual([400, 'BadRequest']);
    expect(errorOf(text).message).toMatch(/^Event 1 /);
    expect(queues.attempts).toEqual([]);
  });

  it.each([
    {
      ...valid,
      time: '2026-01-01T00:00:00Z',
      subject: 's',
      dataschema: 'https://a/b',
      datacontenttype: 'text/plain',
      data: 'x',
    },
    { ...valid, time: '2026-01-01t00:00:00.123456789+01:00', data_base64: 'AA==' },
    { ...valid, traceparent: 'x', attempt: 3, flag: true, low: -(2 ** 31), subject: null, data: null },
    { ...valid, source: 'urn:a:%20', data: { deep: [{ ['__proto__']: 1 }], line: '\u2028\ud800' } },
  ])('takes every optional attribute and brings the event as it came: %#', async (event) => {
    expect((await post({ body: JSON.stringify([event]) })).status).toBe(200);
    await queues.taken(1);
    expect(queues.received[0]!.message.body).toBe(JSON.stringify(event));
  });

  it.each([
    ['no JSON', '{'],
    ['no list', JSON.stringify(valid)],
    ['an empty list', '[]'],
    ['no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    ['nothing', ''],
  ])('refuses a body that is %s', async (_, body) => {
    expect((await post({ body })).status).toBe(400);
  });

  it('refuses another content type', async () => {
    for (const type of ['application/json', 'application/cloudevents+json', 'text/plain'])
      expect((await post({ headers: { 'content-type': type } })).status).toBe(400);
    expect((await post({ headers: { 'content-type': 'application/cloudevents-batch+json' } })).status).toBe(200);
  });
});

describe('how much may be published', () => {
  const ofBytes = (bytes: number) => {
    const empty = JSON.stringify([{ ...valid, data: '' }]);
    return empty.replace('"data":""', `"data":"${'x'.repeat(bytes - empty.length)}"`);
  };

  it('takes a megabyte, not a byte more', async () => {
    expect((await post({ body: ofBytes(MEGABYTE) })).status).toBe(200);
    const { status, text } = await post({ body: ofBytes(MEGABYTE + 1) });
    expect([status, errorOf(text).code]).toEqual([413, 'RequestEntityTooLarge']);
    await queues.taken(1);
    expect(queues.attempts).toHaveLength(1);
  });

  it('tells the real client too', async () => {
    await expect(
      createClient(topic).send([cloudEvent('a', { data: { text: 'x'.repeat(MEGABYTE) } })]),
    ).rejects.toMatchObject({
      statusCode: 413,
    });
  });

  it('counts a body that does not say how long it is', async () => {
    const stream = (bytes: number) => new Blob([ofBytes(bytes)]).stream();
    expect((await post({ body: stream(MEGABYTE) })).status).toBe(200);
    expect((await post({ body: stream(MEGABYTE + 1) })).status).toBe(413);
  });

  it('answers in the middle of a body without end', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = request(`${topic.endpoint}?api-version=2018-01-01`, {
        method: 'POST',
        headers: { 'content-type': BATCH, 'aeg-sas-key': KEY },
      });
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const send = () => sending.destroyed || sending.write(chunk, () => setImmediate(send));
      sending.on('response', (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      send();
    });
    expect(status).toBe(413);
  });

  it('takes 5,000 events, not one more', async () => {
    const client = createClient(topic);
    await client.send(cloudEvents(5_000));
    await expect(client.send(cloudEvents(5_001, 'f'))).rejects.toMatchObject({ statusCode: 413 });
    await queues.taken(5_000);
    expect(new Set(queues.received.map(({ event }) => event.id)).size).toBe(5_000);
  });

  it('refuses for a while when too much waits for delivery', async () => {
    const held = createRecordingQueues();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    held.before = () => promise;
    topic = await startTestTopic({ deliver: held.deliver, maxWaitingCharacters: 1_000 });
    await createClient(topic).send([cloudEvent('a', { data: { text: 'x'.repeat(1_000) } })]);
    const { status, headers } = await post({});
    expect([status, headers.get('retry-after')]).toEqual([429, '10']);
    resolve(undefined);
    await held.taken(1);
    expect((await post({})).status).toBe(200);
  });
});

describe('connections that are cut', () => {
  it('stores nothing of a request that was not sent whole, and goes on', async () => {
    const { port } = topic;
    const body = JSON.stringify([valid]);
    for (const part of [0, 1, body.length - 1]) {
      await new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(
            `POST /api/events?api-version=2018-01-01 HTTP/1.1\r\nhost: a\r\naeg-sas-key: ${KEY}\r\n` +
              `content-type: ${BATCH}\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, part)}`,
            () => socket.destroy(),
          );
        });
        socket.on('close', resolve);
      });
    }
    await createClient(topic).send([cloudEvent('after')]);
    await queues.taken(1);
    expect(queues.attempts.map(({ event }) => event.id)).toEqual(['after']);
  });

  it('ends requests that hang when it closes', async () => {
    const socket = connect(topic.port, '127.0.0.1', () => socket.write('POST /api/events HTTP/1.1\r\nhost: a\r\n'));
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await topic.close();
    await closed;
  });
});

it('does not start on a port that is taken', async () => {
  await expect(startTestTopic({ deliver: queues.deliver, port: topic.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
