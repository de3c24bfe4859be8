import { FACET_OPTIONS } from '../panel/columns.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { runChild } from '../support/runChild.ts';
import { toRow } from '../support/rounds.ts';
import { rounded } from '../support/statistics.ts';
import { readCount, readCounts, UsageError, type OptionValues } from '../support/options.ts';
import { ENGINE_NAMES, isEngineName, type EngineName } from './engines/index.ts';
import type { MemoryResult, MemoryTask } from './memory.ts';
import type { RoundResult, RoundTask } from './round.ts';

/** Sessions were tuned on other seeds; figures are quoted on this one and those that follow, one for each round. */
const REPORT_SEED = 20_261_121;
const FULL = { rounds: 3, sessions: 2_000, budgetMs: 5_000 };
const QUICK = { rounds: 1, sessions: 300, budgetMs: 1_000 };
const DEFAULT_ENGINES: EngineName[] = ['shortlist', 'itemsjs', 'mingo', 'array', 'roaring'];
/** Beyond this the peers that keep objects need minutes and gigabytes; they still run when named in --engines. */
const MOST_PLANS_FOR_OBJECTS = 200_000;
const HEAP_FOR_PEERS = '--max-old-space-size=12288';

export const help = `engine    Filter, rank and count on the panel: Shortlist against itemsjs, mingo, Array.filter and CRoaring
          --plans N[,N...]   sizes, default 10000
          --sessions S       sessions per round, default ${FULL.sessions}; slow peers get fewer, evenly spread
          --rounds R         rounds in fresh processes, default ${FULL.rounds}
          --seed X           seed of the first round, default ${REPORT_SEED}
          --engines a,b      default ${DEFAULT_ENGINES.join()}; also itemsjsForeignRanges`;

export const options = {
  plans: { type: 'string' },
  sessions: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  engines: { type: 'string' },
} as const;

export const usesPeers = true;

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const settings: Settings = {
    sizes: readCounts(values, 'plans', 10_000),
    seed: readCount(values, 'seed', REPORT_SEED),
    rounds: readCount(values, 'rounds', preset.rounds),
    sessions: readCount(values, 'sessions', preset.sessions),
    budgetMs: preset.budgetMs,
    named: values.engines === undefined ? undefined : readEngines(values.engines),
  };
  const measured: SizeFigures[] = [];
  for (const plans of settings.sizes) measured.push(await measureSize(plans, settings));

  const last = measured[measured.length - 1]!;
  return createReport('engine', {
    parameters: {
      plans: settings.sizes,
      seed: settings.seed,
      rounds: settings.rounds,
      sessionsPerRound: settings.sessions,
      answersPerSession: '4 to 12; zeroResult 12',
      facetOptions: FACET_OPTIONS,
      rows: {
        shortlist: 'the complete answer: total, best 20 plans with attributes, the 12 facets that the peers count',
        allFacets: 'the same with the histograms of the 8 ranges',
        recommend: 'a request that leaves nothing out: reasons, next question and stability too',
        zeroResult: 'the same for 12 answers that no plan fits: conflicts and relaxations',
        peers: 'total, ids of the best 20 plans, 12 facets',
      },
      method:
        'fresh process per round; the contenders take turns in blocks of 50 sessions; order turns round each round; medians of the rounds',
      memory: 'heapUsed + external after building in a fresh process',
      quick,
      differences: measured.flatMap(({ differences }) => differences),
    },
    resultsEqual: measured.every(({ differences }) => differences.length === 0),
    results: measured.flatMap(({ rows }) => rows),
    ratios: {
      ...last.ratios,
      ...(measured.length > 1
        ? {
            growthExponent: growthExponent(measured[0]!, last),
            ...Object.fromEntries(measured.map(({ plans, ratios }) => [String(plans), ratios])),
          }
        : {}),
    },
  });
}

interface Settings {
  sizes: number[];
  seed: number;
  rounds: number;
  sessions: number;
  budgetMs: number;
  /** Engines asked for; undefined: the usual ones for the size. */
  named: EngineName[] | undefined;
}

interface SizeFigures {
  plans: number;
  rows: ResultRow[];
  differences: string[];
  ratios: Record<string, number>;
}

function readEngines(list: string): EngineName[] {
  return list.split(',').map((name) => {
    if (!isEngineName(name)) throw new UsageError(`no engine "${name}"; there are ${ENGINE_NAMES.join(', ')}`);
    return name;
  });
}

async function measureSize(plans: number, settings: Settings): Promise<SizeFigures> {
  const engines =
    settings.named ??
    DEFAULT_ENGINES.filter((name) => plans <= MOST_PLANS_FOR_OBJECTS || name === 'shortlist' || name === 'roaring');
  const rounds: RoundResult[] = [];
  for (let round = 0; round < settings.rounds; round += 1) {
    showProgress(`engine: ${plans} plans, round ${round + 1} of ${settings.rounds} (${engines.join(', ')})`);
    const task: RoundTask = {
      plans,
      seed: settings.seed + round,
      engines,
      sessions: settings.sessions,
      budgetMs: settings.budgetMs,
      reversed: round % 2 === 1,
    };
    rounds.push(await runChild<RoundResult>(new URL('./round.ts', import.meta.url), task, [HEAP_FOR_PEERS]));
  }
  const memory = new Map<string, number>();
  for (const engine of engines) {
    showProgress(`engine: ${plans} plans, memory of ${engine}`);
    const task: MemoryTask = { engine, plans, seed: settings.seed };
    const { memoryBytes } = await runChild<MemoryResult>(new URL('./memory.ts', import.meta.url), task, [
      '--expose-gc',
      HEAP_FOR_PEERS,
    ]);
    memory.set(engine, memoryBytes);
  }

  const names = Object.keys(rounds[0]!.samplesUs).sort((a, b) => placeOf(a) - placeOf(b));
  const rows = names.map((name) => toRow(name, { plans }, rounds, memory.get(name) ?? memory.get('shortlist')));
  return {
    plans,
    rows,
    differences: rounds.flatMap(({ differences }) => differences),
    ratios: toRatios(rows),
  };
}

const ROW_ORDER = ['shortlist', 'allFacets', 'recommend', 'zeroResult', ...ENGINE_NAMES];
const placeOf = (name: string): number => ROW_ORDER.indexOf(name);

/** p50 of each peer over ours, and of the whole `recommend` over the complete answer. */
function toRatios(rows: readonly ResultRow[]): Record<string, number> {
  const ours = rows.find(({ name }) => name === 'shortlist')?.p50Us;
  if (ours === undefined) return {};
  const ratios: Record<string, number> = {};
  for (const { name, p50Us } of rows) {
    if (name === 'recommend') ratios.recommendOverAnswer = rounded(p50Us! / ours);
    else if (isEngineName(name) && name !== 'shortlist') ratios[name] = rounded(p50Us! / ours);
  }
  return ratios;
}

/** How the p50 of each row grows from the first size to the last: 1 is linear. */
function growthExponent(first: SizeFigures, last: SizeFigures): Record<string, number> {
  const exponents: Record<string, number> = {};
  for (const { name, p50Us } of first.rows) {
    const later = last.rows.find((row) => row.name === name)?.p50Us;
    if (later !== undefined) {
      exponents[name] = rounded(Math.log(later / p50Us!) / Math.log(last.plans / first.plans));
    }
  }
  return exponents;
}
