import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { call, isOk } from '../http/api.ts';
import { runImport } from '../import/command.ts';
import { writeNdjson } from '../import/files.ts';
import { withTemporaryFolder } from '../support/cleanUp.ts';
import { readCounts, type OptionValues } from '../support/options.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { findFreePort, startServer } from '../support/server.ts';
import { limitMemory } from './memoryLimit.ts';

const SEEDS = [20_261_121, 20_261_122];
const MEGABYTE = 1024 * 1024;
const PLANS = '100000,200000,300000,400000,500000,600000,800000,1000000';
const LIMITS = '512,2048,4096';
const REQUESTS = 30;
const SWITCH_SECONDS = 60;
const ADMIN_KEY = 'administrator-key-of-the-benchmark';

export const help = `instance  The largest catalogue that a server within a memory limit serves, and switches to another version of
          --plans N,N        sizes to try, default ${PLANS}
          --megabytes M,M    limits, default ${LIMITS}`;

export const options = { plans: { type: 'string' }, megabytes: { type: 'string' } } as const;

export const usesPeers = false;

interface Fit {
  plans: number;
  serves: boolean;
  switches: boolean;
}

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const sizes = readCounts({ plans: values.plans ?? (quick ? '20000' : PLANS) }, 'plans', 1);
  const limits = readCounts({ megabytes: values.megabytes ?? (quick ? '512' : LIMITS) }, 'megabytes', 1);
  const fits = new Map<number, Fit[]>(limits.map((limit) => [limit, []]));
  for (const plans of sizes) {
    await withTemporaryFolder(async (folder) => {
      showProgress(`instance: importing two versions of ${plans} plans`);
      await importTwice(folder, plans);
      for (const limit of limits) {
        // What a smaller catalogue did not fit into, a larger one does not.
        if (fits.get(limit)!.some(({ serves }) => !serves)) continue;
        showProgress(`instance: ${plans} plans within ${limit} MB`);
        fits.get(limit)!.push(await tryWithin(folder, plans, limit));
      }
    });
  }
  const largest = (list: readonly Fit[], what: 'serves' | 'switches'): number =>
    list.reduce((most, fit) => (fit[what] ? Math.max(most, fit.plans) : most), 0);
  return createReport('instance', {
    parameters: {
      sizes,
      method:
        'npm start within a control group of that much memory, no swap; serves: the panel answers 30 shortlists; switches: and goes on while another version of the same size is activated and loaded',
      quick,
    },
    resultsEqual: true,
    results: [...fits].map(([megabytes, list]): ResultRow => ({
      name: `${megabytes} MB`,
      servesPlans: largest(list, 'serves'),
      switchesPlans: largest(list, 'switches'),
      tried: list.map(({ plans }) => plans),
    })),
    ratios: {},
  });
}

async function importTwice(folder: string, plans: number): Promise<void> {
  for (const seed of SEEDS) {
    const file = await writeNdjson(folder, seed, plans);
    await runImport(['--catalog', 'panel', '--data', join(folder, 'data'), file]);
    await rm(file);
  }
}

async function tryWithin(folder: string, plans: number, megabytes: number): Promise<Fit> {
  const fit: Fit = { plans, serves: false, switches: false };
  const group = limitMemory(megabytes * MEGABYTE);
  try {
    await useServer(group.prefix, join(folder, 'data'), async (api) => {
      await call(`${api}/manage/catalogs/panel/versions/1/activate`, { method: 'POST', token: ADMIN_KEY });
      await askSome(api);
      fit.serves = true;
      const { body } = await call(`${api}/manage/catalogs/panel/versions/2/activate`, {
        method: 'POST',
        token: ADMIN_KEY,
      });
      const { activation } = body as { activation: number };
      for (let second = 0; second < SWITCH_SECONDS && !fit.switches; second++) {
        fit.switches = (await askSome(api)) >= activation;
        await wait(1_000);
      }
    });
  } catch (error) {
    showProgress(`instance: ${plans} plans within ${megabytes} MB: ${error instanceof Error ? error.message : ''}`);
  } finally {
    group.remove();
  }
  return fit;
}

async function useServer(prefix: readonly string[], dataFolder: string, use: (api: string) => Promise<void>) {
  const port = await findFreePort();
  const api = `http://127.0.0.1:${port}/api`;
  const node = [process.execPath, 'scripts/withNode24.mjs', 'scripts/start.ts'];
  const [command, ...args] = [...prefix, ...node, '--port', String(port), '--data', dataFolder, '--quiet'];
  const server = await startServer({
    command: command,
    args,
    environment: { ADMIN_KEY },
    isReady: () => isOk(`${api}/health/ready`),
  });
  try {
    await use(api);
  } finally {
    await server.stop();
  }
}

/** The activation that the last one was answered with. */
async function askSome(api: string): Promise<number> {
  let activation = 0;
  for (let n = 0; n < REQUESTS; n++) {
    const body = JSON.stringify({ responses: n % 2 === 0 ? {} : { boolean1: true }, limit: 20 });
    const answer = await call(`${api}/catalogs/panel/shortlist`, { method: 'POST', body });
    ({ activation } = answer.body as { activation: number });
  }
  return activation;
}
