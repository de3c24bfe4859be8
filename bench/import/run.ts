import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporaryFolder } from '../support/cleanUp.ts';
import { readCount, type OptionValues } from '../support/options.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { median, rounded } from '../support/statistics.ts';
import { runImport, type Imported } from './command.ts';
import { writeCsv, writeNdjson, writeOffers } from './files.ts';
import { serveWhileImporting } from './whileServing.ts';

const SEED = 20_261_121;
const FULL = { plans: 1_000_000, rounds: 3, idleSeconds: 20 };
const QUICK = { plans: 20_000, rounds: 1, idleSeconds: 3 };

/** Of plans and offer rows together, so that each file has as many rows. */
const PLAN_SHARE = 0.01;
const MARKETS = 3_000;

export const help = `import    Rows per second and memory of npm run import, and shortlists while a server imports
          --plans N          default ${FULL.plans}
          --rounds R         default ${FULL.rounds}`;

export const options = { plans: { type: 'string' }, rounds: { type: 'string' } } as const;

export const usesPeers = false;

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const plans = readCount(values, 'plans', preset.plans);
  const rounds = readCount(values, 'rounds', preset.rounds);
  return withTemporaryFolder(async (folder) => {
    showProgress(`import: writing ${plans} plans as NDJSON and CSV, and as many plans and offers`);
    const ndjson = await writeNdjson(folder, SEED, plans);
    const csv = await writeCsv(folder, SEED, plans);
    const offeredPlans = Math.ceil(plans * PLAN_SHARE);
    const offers = await writeOffers(folder, SEED, {
      plans: offeredPlans,
      rows: plans - offeredPlans,
      markets: Math.min(MARKETS, offeredPlans),
    });
    const measured = new Map<string, Imported[]>([
      ['empty', []],
      ['ndjson', []],
      ['csv', []],
      ['offers', []],
    ]);
    const smallest = await writeNdjson(await subfolder(folder, 'empty'), SEED, 1);
    const commands = new Map([
      ['empty', [smallest]],
      ['ndjson', [ndjson]],
      ['csv', ['--mapping', csv.mapping, csv.file]],
      ['offers', [offers]],
    ]);
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, args] of round % 2 === 0 ? commands : [...commands].reverse()) {
        showProgress(`import: round ${round + 1} of ${rounds}, ${name}`);
        const dataFolder = join(folder, `data-${name}-${round}`);
        measured.get(name)!.push(await runImport(['--catalog', 'panel', '--data', dataFolder, ...args]));
      }
    }
    showProgress('import: shortlists while a server imports');
    const served = await serveWhileImporting(join(folder, 'server'), ndjson, preset.idleSeconds);
    const sizes = {
      ndjson: (await stat(ndjson)).size,
      csv: (await stat(csv.file)).size,
      offers: (await stat(offers)).size,
    };
    const base = median(measured.get('empty')!.map(({ peakBytes }) => peakBytes ?? 0));
    const toRow = (name: keyof typeof sizes): ResultRow => {
      const times = measured.get(name)!.map(({ ms }) => ms);
      const peak = median(measured.get(name)!.map(({ peakBytes }) => peakBytes ?? 0));
      return {
        name,
        rows: plans,
        perSecond: rounded(plans / (median(times) / 1_000)),
        perSecondSpread: [rounded(plans / (Math.max(...times) / 1_000)), rounded(plans / (Math.min(...times) / 1_000))],
        fileBytes: sizes[name],
        memoryBytes: peak,
        aboveStartBytes: peak - base,
      };
    };
    return createReport('import', {
      parameters: {
        plans,
        offeredPlans,
        rounds,
        method: 'npm run import into an empty data folder, a fresh process each time, from start to exit; medians',
        memory:
          'memoryBytes: the most the process ever had (VmHWM); aboveStartBytes: less that of an import of one plan',
        serving: 'one shortlist on ai-models every 5 ms, open loop; the NDJSON file uploaded, imported and activated',
        importSeconds: rounded(served.importSeconds),
        quick,
      },
      resultsEqual: true,
      results: [
        toRow('ndjson'),
        toRow('csv'),
        toRow('offers'),
        { name: 'shortlistIdle', ...served.idle },
        { name: 'shortlistWhileImporting', ...served.importing },
      ],
      ratios: { p99WhileImporting: rounded(served.importing.p99Us / served.idle.p99Us) },
    });
  });
}

async function subfolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}
