import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

export const ADMIN_KEY = 'administrator-key-of-the-tests';

export interface Server {
  /** Without a slash at its end, `/api` included. */
  url: string;
  /** Everything it printed so far. */
  log: () => string;
  send: (method: string, path: string, sent?: Sent) => Promise<Reply>;
  stop: () => Promise<void>;
}

export interface Sent {
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, as `application/json` unless a header says otherwise. */
  body?: string | Uint8Array<ArrayBuffer>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is empty. */
  json: unknown;
}

/** Whatever the shell of the tests has set; empty is not set. A busy machine is no overload, except where that is tested. */
const usualSettings = {
  ADMISSION_MAX_DELAY_MS: '60000',
  ADMIN_KEY,
  AUTH_MODE: 'local',
  DOCUMENT_STORE: 'sqlite',
  OBJECT_STORE: 'file',
  SESSION_TOKEN_KEYS: '',
  TENANTS: '',
  // Without an event service: what is tested here is the way of requests.
  EVENT_GRID_TOPIC_ENDPOINT: '',
  'AzureWebJobs.precompute.Disabled': 'true',
  'AzureWebJobs.report.Disabled': 'true',
  'AzureWebJobs.facts.Disabled': 'true',
};

/** The functions on the local host, in a process of its own with stores of its own. */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const folder = createTemporaryFolder();
  const child = spawn(
    process.execPath,
    [resolve('local/main.ts'), '--entry', resolve('functions/index.ts'), '--port', '0', '--quiet'],
    {
      env: { ...process.env, ...usualSettings, DATA_DIR: folder.path, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, 'close');
  const port = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed += `${line}\n`;
      const listening = /^listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
      if (listening !== undefined) found(listening);
    });
    void ended.then(() => failed(new Error(`the server ended before it listened:\n${printed}`)));
  });
  const url = `http://127.0.0.1:${port}/api`;
  return {
    url,
    log: () => printed,
    send: (method, path, sent) => send(url + path, method, sent),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      folder.remove();
    },
  };
}

async function send(url: string, method: string, { headers = {}, json, body }: Sent = {}): Promise<Reply> {
  const content = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(url, {
    method,
    headers: { ...(content !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(content !== undefined && { body: content }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

export const administrator = { authorization: `Bearer ${ADMIN_KEY}` };

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
