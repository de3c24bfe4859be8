import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isOk } from '../http/api.ts';
import { JSON_HEADERS } from '../http/load.ts';
import { writePanel } from '../panel/write.ts';
import { trackChild, withTemporaryFolder } from '../support/cleanUp.ts';
import { readCount, type OptionValues } from '../support/options.ts';
import { findTree, measureMemory, type TreeMemory } from '../support/processTree.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { findFreePort, projectFolder, startServer } from '../support/server.ts';
import { median } from '../support/statistics.ts';

const DEFAULT_PLANS = 100_000;
const PANEL_SEED = 20_261_121;
const FULL = { starts: 5, idleSeconds: 10 };
const QUICK = { starts: 1, idleSeconds: 1 };
const PANEL_ID = 'panel';

export const help = `start     Time from npm start to the first shortlist, and memory when idle, on a warm data folder
          --plans N          size of the panel catalogue beside ai-models, default ${DEFAULT_PLANS}
          --starts S         default ${FULL.starts}`;

export const options = {
  plans: { type: 'string' },
  starts: { type: 'string' },
} as const;

/** One data folder and the catalogue its first shortlist is asked from. */
interface Case {
  name: string;
  catalogId: string;
  plans?: number;
  prepare: (dataFolder: string) => Promise<void>;
}

interface Start {
  firstShortlistMs: number;
  memory: TreeMemory | undefined;
  processes: number;
}

export const usesPeers = false;

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const plans = readCount(values, 'plans', quick ? 10_000 : DEFAULT_PLANS);
  const starts = readCount(values, 'starts', preset.starts);
  const cases: Case[] = [
    { name: 'aiModels', catalogId: 'ai-models', prepare: () => Promise.resolve() },
    { name: 'panel', catalogId: PANEL_ID, plans, prepare: (dataFolder) => importPanel(dataFolder, plans) },
  ];
  const rows: ResultRow[] = [];
  for (const each of cases) rows.push(await measureCase(each, starts, preset.idleSeconds));
  return createReport('start', {
    parameters: {
      starts,
      idleSeconds: preset.idleSeconds,
      method: 'npm start spawned afresh; the first shortlist is asked every 10 ms until it is answered; medians',
      memory:
        'memoryBytes: sum of PSS over the processes below npm, idle after the first shortlist; rssBytes: with shared pages in full',
      dataFolder: 'warm: filled and started once before; the panel folder also holds ai-models',
      quick,
    },
    resultsEqual: true,
    results: rows,
    ratios: {},
  });
}

async function measureCase(
  { name, catalogId, plans, prepare }: Case,
  starts: number,
  idleSeconds: number,
): Promise<ResultRow> {
  return withTemporaryFolder(async (dataFolder) => {
    await prepare(dataFolder);
    showProgress(`start: ${name}, once to warm the data folder`);
    await startOnce(dataFolder, catalogId, 0);
    const measured: Start[] = [];
    for (let start = 0; start < starts; start += 1) {
      showProgress(`start: ${name}, ${start + 1} of ${starts}`);
      measured.push(await startOnce(dataFolder, catalogId, idleSeconds));
    }
    const times = measured.map(({ firstShortlistMs }) => firstShortlistMs);
    const memory = measured.map((each) => each.memory).filter((each) => each !== undefined);
    return {
      name,
      ...(plans === undefined ? {} : { plans }),
      p50Us: Math.round(median(times) * 1_000),
      p99Us: Math.round(Math.max(...times) * 1_000),
      p99IsMaximum: true,
      ...(memory.length === 0
        ? {}
        : {
            memoryBytes: median(memory.map(({ pssBytes }) => pssBytes)),
            rssBytes: median(memory.map(({ rssBytes }) => rssBytes)),
          }),
      processes: measured[0]!.processes,
    };
  });
}

async function startOnce(dataFolder: string, catalogId: string, idleSeconds: number): Promise<Start> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/api/catalogs/${catalogId}/shortlist`;
  const npm = process.env.npm_execpath;
  const server = await startServer({
    command: npm === undefined ? 'npm' : process.execPath,
    args: [...(npm === undefined ? [] : [npm]), 'start', '--', '--port', String(port), '--data', dataFolder, '--quiet'],
    isReady: () => isOk(url, { method: 'POST', headers: JSON_HEADERS, body: '{}' }),
  });
  const appPid = findAppPid(server.pid);
  try {
    await wait(idleSeconds * 1_000);
    return {
      firstShortlistMs: server.readyMs,
      memory: measureMemory(appPid),
      processes: process.platform === 'linux' ? findTree(appPid).length : 1,
    };
  } finally {
    await server.stop(appPid);
  }
}

/** The process that npm's shell started, so that neither of them counts. */
function findAppPid(npmPid: number): number {
  if (process.platform !== 'linux') return npmPid;
  const app = findTree(npmPid).find(({ command }) => command[1]?.endsWith('withNode24.mjs') === true);
  if (app === undefined) throw new Error('npm start answers, but the app is not among its processes');
  return app.pid;
}

/** `npm run import` into a folder whose server is stopped. */
async function importPanel(dataFolder: string, plans: number): Promise<void> {
  const file = join(dataFolder, 'panel.json');
  showProgress(`start: importing the panel with ${plans} plans`);
  await writePanel(file, PANEL_SEED, plans);
  const args = ['scripts/withNode24.mjs', 'scripts/import.ts', '--data', dataFolder, '--catalog', PANEL_ID, file];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 2, 2] });
    trackChild(child);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the import of the panel ended with code ${String(code)}`));
    });
  });
  await rm(file);
}
