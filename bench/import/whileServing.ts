import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ImportView } from '../../shared/application/useCases.ts';
import { call } from '../http/api.ts';
import { startShortlist } from '../http/contenders.ts';
import { createWorkload, SHORTLIST_PATH } from '../http/workload.ts';
import { percentile } from '../support/statistics.ts';

export interface Served {
  p50Us: number;
  p99Us: number;
  samples: number;
}

const PACE_MS = 5;

/**
 * Shortlists on ai-models, one every 5 ms whatever the one before took, first with nothing else to do, then while another
 * catalogue is uploaded, imported and activated by the same server.
 */
export async function serveWhileImporting(
  dataFolder: string,
  file: string,
  idleSeconds: number,
): Promise<{ idle: Served; importing: Served; importSeconds: number }> {
  process.env.ADMIN_KEY = ADMIN_KEY;
  const { origin, server } = await startShortlist(dataFolder);
  try {
    const { bodies } = await createWorkload(origin);
    await ask(origin, bodies, () => wait(idleSeconds * 1_000));
    const idle = await ask(origin, bodies, () => wait(idleSeconds * 1_000));
    const startedMs = performance.now();
    const importing = await ask(origin, bodies, () => importFile(origin, file));
    return { idle, importing, importSeconds: (performance.now() - startedMs) / 1_000 };
  } finally {
    await server.stop();
  }
}

const ADMIN_KEY = 'administrator-key-of-the-benchmark';

async function ask(origin: string, bodies: readonly string[], meanwhile: () => Promise<unknown>): Promise<Served> {
  const latencies: number[] = [];
  const asking = new Set<Promise<void>>();
  const state = { isOver: false };
  const over = meanwhile().finally(() => (state.isOver = true));
  for (let n = 0, next = performance.now(); !state.isOver; n++) {
    const sentMs = performance.now();
    const one = call(`${origin}${SHORTLIST_PATH}`, { method: 'POST', body: bodies[n % bodies.length]! }).then(() => {
      latencies.push((performance.now() - sentMs) * 1_000);
      asking.delete(one);
    });
    asking.add(one);
    next += PACE_MS;
    await wait(Math.max(0, next - performance.now()));
  }
  await Promise.all([over, ...asking]);
  const sorted = latencies.sort((a, b) => a - b);
  return { p50Us: percentile(sorted, 0.5), p99Us: percentile(sorted, 0.99), samples: sorted.length };
}

async function importFile(origin: string, file: string): Promise<void> {
  const address = `${origin}/api/manage/catalogs/panel`;
  const name = 'panel.ndjson';
  const token = ADMIN_KEY;
  const opened = (await call(`${address}/imports`, { method: 'POST', token, body: JSON.stringify({ files: [name] }) }))
    .body as ImportView;
  const at = `${address}/imports/${opened.importId}`;
  const source = await open(file);
  try {
    const buffer = Buffer.alloc(opened.partBytes);
    for (let part = 1; ; part++) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      const reply = await fetch(`${at}/files/${name}/parts/${part}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}` },
        body: buffer.subarray(0, bytesRead),
      });
      if (!reply.ok) throw new Error(`part ${part} was answered with ${reply.status}: ${await reply.text()}`);
    }
  } finally {
    await source.close();
  }
  await call(`${at}/start`, { method: 'POST', token });
  for (;;) {
    const { status, faults, notes } = (await call(at, { token })).body as ImportView;
    if (status === 'failed') throw new Error(JSON.stringify({ notes, faults: faults.slice(0, 3) }));
    if (status === 'done') break;
    await wait(200);
  }
  // Loads it into the process that answers people.
  await call(`${origin}/api/catalogs/panel/shortlist`, { method: 'POST', body: '{}' });
}
