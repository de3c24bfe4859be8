import { readCount, UsageError, type OptionValues } from '../support/options.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { toRow } from '../support/rounds.ts';
import { runChild } from '../support/runChild.ts';
import { rounded } from '../support/statistics.ts';
import { marketSizes, type OffersSize } from './catalog.ts';
import type { OffersMemoryResult, OffersMemoryTask } from './memory.ts';
import type { OffersRoundResult, OffersRoundTask } from './round.ts';

const REPORT_SEED = 20_261_121;
const FULL = { plans: 5_000, rows: 1_000_000, markets: 3_000, rounds: 3, sessions: 2_000, budgetMs: 5_000 };
const QUICK = { plans: 5_000, rows: 200_000, markets: 600, rounds: 1, sessions: 300, budgetMs: 1_000 };
const HEAP = '--max-old-space-size=8192';

export const help = `offers    The panel sold in many markets: an answer in one of them, against a catalogue of that market alone
          --rows R           offers in all, default ${FULL.rows}; quick ${QUICK.rows}
          --markets M        default ${FULL.markets}; quick ${QUICK.markets}
          --plans P          plans that are offered, default ${FULL.plans}
          --sessions S       sessions per round, default ${FULL.sessions}; slow contenders get fewer
          --rounds R         rounds in fresh processes, default ${FULL.rounds}
          --seed X           seed of the first round, default ${REPORT_SEED}`;

export const options = {
  rows: { type: 'string' },
  markets: { type: 'string' },
  plans: { type: 'string' },
  sessions: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const usesPeers = false;

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const size: OffersSize = {
    plans: readCount(values, 'plans', preset.plans),
    rows: readCount(values, 'rows', preset.rows),
    markets: readCount(values, 'markets', preset.markets),
  };
  const largest = Math.max(...marketSizes(size));
  if (largest > size.plans) throw new UsageError(`a market of ${largest} rows needs as many plans`);
  if (Math.min(...marketSizes(size)) === 0) throw new UsageError('every market needs a row');
  const seed = readCount(values, 'seed', REPORT_SEED);
  const rounds = readCount(values, 'rounds', preset.rounds);
  const sessions = readCount(values, 'sessions', preset.sessions);

  const measured: OffersRoundResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    showProgress(`offers: ${size.rows} rows in ${size.markets} markets, round ${round + 1} of ${rounds}`);
    const reversed = round % 2 === 1;
    const task: OffersRoundTask = { ...size, seed: seed + round, sessions, budgetMs: preset.budgetMs, reversed };
    measured.push(await runChild<OffersRoundResult>(new URL('./round.ts', import.meta.url), task, [HEAP]));
  }
  showProgress('offers: memory');
  const memoryTask: OffersMemoryTask = { ...size, seed };
  const { memoryBytes } = await runChild<OffersMemoryResult>(new URL('./memory.ts', import.meta.url), memoryTask, [
    '--expose-gc',
    HEAP,
  ]);

  const rows = ROW_ORDER.map((name) => toRow(name, {}, measured, name === 'answer' ? memoryBytes : undefined));
  return createReport('offers', {
    parameters: {
      offers: size.rows,
      markets: size.markets,
      plans: size.plans,
      seed,
      rounds,
      sessionsPerRound: sessions,
      rowsOfMarketsAsked: measured[0]!.marketRows,
      bytesPerRow: rounded(memoryBytes / (size.rows + size.plans)),
      indexBytesPerRow: rounded(measured[0]!.indexBytes / (size.rows + size.plans)),
      claim:
        'an answer in one market costs what that market costs, not what all offers cost: overOneMarket stays near 1',
      rows: ROW_MEANINGS,
      method:
        'fresh process per round; the contenders take turns in blocks of 50 sessions; order turns round each round; medians of the rounds',
      memory: 'heapUsed + external after building in a fresh process; bytesPerRow: by offers and plans together',
      quick,
      differences: measured.flatMap(({ differences }) => differences),
    },
    resultsEqual: measured.every(({ differences }) => differences.length === 0),
    results: rows,
    ratios: toRatios(rows),
  });
}

const ROW_MEANINGS = {
  answer: 'with all offers loaded: total, best 20 plans with attributes, the 12 facets of the panel',
  oneMarket: 'the same answer from a flat catalogue of that market alone',
  marketFacet: 'the facet of the required question alone, which looks at all other markets',
  recommend: 'a request that leaves nothing out, the facet of the required question included',
  oneMarketRecommend: 'the same, from the market alone',
  needed: 'the first screen: nothing is answered; counted over all markets once, then kept',
  neededAfresh: 'the first screen of someone who leaves a plan out: counted over all markets each time',
  neededAfterAnswers: 'all answers but the market: counted over all markets',
};
const ROW_ORDER = Object.keys(ROW_MEANINGS);

/** By how much all offers make an answer dearer than those of its market alone, at p50 and p99. */
function toRatios(rows: readonly ResultRow[]): Record<string, number> {
  const of = (name: string): ResultRow => rows.find((row) => row.name === name)!;
  const over = (figure: 'p50Us' | 'p99Us', name: string, base: string): number =>
    rounded(of(name)[figure]! / of(base)[figure]!);
  return {
    overOneMarket: over('p50Us', 'answer', 'oneMarket'),
    overOneMarketP99: over('p99Us', 'answer', 'oneMarket'),
    recommendOverOneMarket: over('p50Us', 'recommend', 'oneMarketRecommend'),
  };
}
