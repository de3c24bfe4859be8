import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportView, ShortlistAnswer } from '../../shared/application/useCases.ts';
import { sendJson } from '../support/sendJson.ts';
import { startServer, stopAllServers, type ServerProcess } from '../support/serverProcess.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

jest.setTimeout(300_000);

const PLANS = 40_000;
const PART_BYTES = 100_000;
/** About how long it takes. */
const LONGEST_MS = 2_000;
const folder = createTemporaryFolder();
afterAll(async () => {
  await stopAllServers();
  folder.remove();
});

const definition = {
  attributes: [
    { id: 'price', type: 'number', better: 'lower' },
    { id: 'color', type: 'category' },
  ],
  questions: [{ id: 'color', text: 'Which?', kind: 'single', effect: 'filter', attribute: 'color' }],
};

/** Plans as they come from elsewhere: a table. */
function table(): Uint8Array {
  const lines = ['id,name,cost,paint'];
  for (let i = 0; i < PLANS; i++) lines.push(`p${i},Plan ${i},"$${i % 977}.50",${i % 3 === 0 ? 'Red' : 'blue'}`);
  return gzipSync(lines.join('\n'));
}

const mapping = {
  catalog: definition,
  plans: {
    planId: 'id',
    name: 'name',
    values: { price: { column: 'cost', as: 'money' }, color: { column: 'paint', case: 'lower' } },
  },
};

describe('a large import over HTTP', () => {
  it('outlives its server, killed at any moment, and leaves nothing behind', async () => {
    const dataDir = folder.path;
    let server = await startServer({ dataDir });
    const [, key] = await server.printed(/Administrator key .*: (\S+)$/m);
    const ask = <Body>(method: string, path: string, body?: unknown) =>
      sendJson<Body>(`${server.url}/manage/catalogs/large/imports${path}`, { method, token: key!, body });

    const opened = await ask<ImportView>('POST', '', { files: ['plans.csv.gz'], mapping });
    expect(opened).toMatchObject({ status: 201, body: { status: 'uploading' } });
    const { importId } = opened.body;
    await uploadInParts(server, importId, key!, table());
    expect(await ask('POST', `/${importId}/start`)).toMatchObject({ status: 202 });

    // Before it is read, while it is, or when it is stored.
    await sleep(Math.random() * LONGEST_MS);
    await server.stop('SIGKILL');
    server = await startServer({ dataDir });
    const done = await waitUntilEnded(() => ask<ImportView>('GET', `/${importId}`));
    expect(done).toMatchObject({ status: 'done', faults: [], result: { version: 1, active: true } });

    const shortlist = await sendJson<ShortlistAnswer>(`${server.url}/catalogs/large/shortlist`, {
      method: 'POST',
      body: { responses: { color: 'red' }, limit: 1 },
    });
    expect(shortlist.body).toMatchObject({ total: Math.ceil(PLANS / 3), plans: [{ attributes: { color: 'red' } }] });
    const versions = await sendJson(`${server.url}/manage/catalogs/large/versions`, { method: 'GET', token: key! });
    expect(versions.body).toMatchObject({ versions: [{ version: 1, plans: PLANS }] });
    while (filesBelow(join(dataDir, 'objects')).some((name) => name.includes('imports'))) await sleep(50);
  });
});

async function uploadInParts(server: ServerProcess, importId: string, key: string, bytes: Uint8Array): Promise<void> {
  for (let part = 1, at = 0; at < bytes.length; part++, at += PART_BYTES) {
    const address = `${server.url}/manage/catalogs/large/imports/${importId}/files/plans.csv.gz/parts/${part}`;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/gzip' };
    const body = Buffer.from(bytes.subarray(at, at + PART_BYTES));
    const { status } = await fetch(address, { method: 'PUT', headers, body });
    expect(status).toBe(204);
  }
}

async function waitUntilEnded(look: () => Promise<{ body: ImportView }>): Promise<ImportView> {
  for (;;) {
    const { body } = await look();
    if (body.status === 'done' || body.status === 'failed') return body;
    await sleep(250);
  }
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
