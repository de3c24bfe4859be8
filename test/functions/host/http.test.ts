import { runHost, stopAllHosts, type HostProcess } from './support/runHost.ts';
import { send, sendForJson, sendRaw } from './support/send.ts';

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  query: [string, string][];
  bodyIsNull: boolean;
  body: string;
  traceParent: string;
  invocationId: string;
  triggerType: string;
}

let host: HostProcess;
beforeAll(async () => {
  host = await runHost('http');
});
afterAll(async () => {
  await host.stop();
  await stopAllHosts();
});

const echo = (path: string, sent: Parameters<typeof send>[2] = {}): Promise<Echo> =>
  sendForJson<Echo>(host.port, `/api/echo${path}`, sent);

describe('a request on its way into a function', () => {
  it('has its URL, method and trigger', async () => {
    const seen = await echo('?a=1');
    expect(seen).toMatchObject({ method: 'GET', triggerType: 'httpTrigger' });
    expect(seen.url).toMatch(/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/api\/echo\?a=1$/);
    expect(seen.invocationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has header names in lower case and joins repeated headers', async () => {
    const { headers } = await echo('', { headers: { 'X-Some-Header': ['one', 'two'], Authorization: 'Bearer x' } });
    expect(headers['x-some-header']).toBe('one,two');
    expect(headers.authorization).toBe('Bearer x');
  });

  it('merges repeated query keys, whatever their case, and leaves empty values out of the joined one', async () => {
    expect((await echo('?x=1&x=2&y=a+b%26c')).query).toEqual([
      ['x', '1,2'],
      ['y', 'a b&c'],
    ]);
    expect((await echo('?Key=1&key=2&e=&e=3&n')).query).toEqual([
      ['Key', '1,2'],
      ['e', '3'],
      ['n', ''],
    ]);
  });

  it('takes any name as a header or query key but __proto__, which the platform loses', async () => {
    const names = ['constructor', 'toString', '__proto__'];
    const query = names.map((name) => `${name}=1`).join('&');
    const lines = names.map((name) => `${name}: 1\r\n`).join('');
    const head = `GET /api/echo?${query} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n`;
    const reply = await sendRaw(host.port, `${head}${lines}\r\n`, () => false);
    const seen = JSON.parse(reply.slice(reply.indexOf('\r\n\r\n'))) as Echo;
    expect(seen.query.map(([name]) => name)).toEqual(['constructor', 'toString']);
    expect(Object.keys(seen.headers).sort()).toEqual(['connection', 'constructor', 'host', 'tostring']);
  });

  it('has the body that was sent with a content-length', async () => {
    expect(await echo('', { method: 'POST', body: '{"a":1}' })).toMatchObject({ body: '{"a":1}', bodyIsNull: false });
    expect(await echo('', { method: 'DELETE', body: 'x' })).toMatchObject({ body: 'x' });
  });

  it('loses a body that came without a content-length', async () => {
    const seen = await echo('', { method: 'POST', body: '{"a":1}', chunked: true });
    expect(seen).toMatchObject({ body: '', bodyIsNull: true });
    expect(seen.headers['transfer-encoding']).toBe('chunked');
  });

  it.each(['GET', 'HEAD'])('discards the body of a %s request', async (method) => {
    const reply = await send(host.port, '/api/echo', { method, body: 'ignored' });
    expect(reply.status).toBe(200);
    if (method === 'GET') expect(JSON.parse(reply.text)).toMatchObject({ body: '', bodyIsNull: true });
  });

  it('keeps the bytes of the body as they are', async () => {
    const body = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    const reply = await sendRawBytes(body);
    expect(reply).toEqual(Buffer.from(body));
  });

  it('continues the trace of its caller, or begins one', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { traceParent } = await echo('', { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } });
    expect(traceParent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(traceParent).not.toContain('00f067aa0ba902b7');
    const [one, two] = [await echo(''), await echo('', { headers: { traceparent: 'nonsense' } })];
    expect(one.traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(two.traceParent.slice(3, 35)).not.toBe(one.traceParent.slice(3, 35));
  });

  it('never reaches the function when its body is above 100 MB', async () => {
    const head = 'POST /api/echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: ';
    expect(await sendRaw(host.port, `${head}104857601\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is refused when its target or its host is none', async () => {
    expect(await sendRaw(host.port, 'OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw(host.port, 'GET /api/echo HTTP/1.1\r\nhost: a b/c\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw(host.port, 'GET /api/echo HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('may carry its target as an absolute URL', async () => {
    const reply = await sendRaw(host.port, 'GET http://example.org/api/echo HTTP/1.1\r\nhost: example.org\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1\.1 200 /);
  });

  async function sendRawBytes(body: Uint8Array): Promise<Buffer> {
    const response = await fetch(`http://127.0.0.1:${host.port}/api/bytes`, {
      method: 'POST',
      body,
      headers: { connection: 'close' },
    });
    return Buffer.from(await response.arrayBuffer());
  }
});

describe('what a function returns', () => {
  const result = (name: string, method = 'GET') => send(host.port, `/api/result/${name}`, { method });

  it.each([
    ['nothing', 204, ''],
    ['null', 204, ''],
    ['throwsNothing', 204, ''],
    ['text', 200, 'text'],
    ['empty', 200, ''],
    ['stream', 200, 'in parts'],
    ['noContent', 204, ''],
    ['notModified', 304, ''],
    ['status599', 599, ''],
    ['string', 500, ''],
    ['status100', 500, ''],
    ['status199', 500, ''],
    ['status600', 500, ''],
    ['bigint', 500, ''],
    ['throws', 500, ''],
    ['throwsText', 500, ''],
  ])('%s: status %i and body "%s"', async (name, status, text) => {
    const reply = await result(name);
    expect([reply.status, reply.text]).toEqual([status, text]);
  });

  it('writes what a handler threw to the log', async () => {
    await result('throws');
    expect(await host.line((line) => line.includes('[error] result: Error: the handler failed'))).toBeDefined();
  });

  it('goes out with header names in lower case', async () => {
    const { rawHeaders, text, status } = await result('created');
    expect(status).toBe(201);
    expect(JSON.parse(text)).toEqual({ made: true });
    expect(rawHeaders).toEqual(expect.arrayContaining(['location', '/x', 'x-mixed-case', 'Yes', 'content-type']));
  });

  it('turns an undefined header value into the text', async () => {
    expect((await result('undefinedHeader')).headers['x-missing']).toBe('undefined');
  });

  it('keeps only the last of several set-cookie headers', async () => {
    expect((await result('setCookie')).headers['set-cookie']).toEqual(['c=1']);
  });

  it('sends every cookie given as such', async () => {
    expect((await result('cookies')).headers['set-cookie']).toEqual([
      'a=x%20y%3Bz; path=/',
      'b=1; max-age=60; domain=example.org; path=/b; secure; samesite=strict; httponly',
      'c=1; expires=Fri, 02 Jan 1970 00:00:00 GMT; path=/; samesite=none',
    ]);
  });

  it('leaves the length and the connection to the server', async () => {
    const { headers, text } = await result('ownLength');
    expect(text).toBe('four');
    expect(headers['content-length']).toBe('4');
    expect(headers.connection).not.toBe('upgrade');
    expect(headers['transfer-encoding']).toBeUndefined();
  });

  it('answers HEAD with the headers alone', async () => {
    const reply = await result('text', 'HEAD');
    expect([reply.status, reply.headers['content-length'], reply.text]).toEqual([200, '4', '']);
  });
});

describe('the line for each request', () => {
  it('has method, path without query, status and milliseconds', async () => {
    await send(host.port, '/api/result/created?secret=1');
    const line = await host.line((text) => text.startsWith('GET /api/result/created'));
    expect(line).toMatch(/^GET \/api\/result\/created 201 \d+\.\d ms$/);
    expect(host.lines.join('\n')).not.toContain('secret');
  });
});
