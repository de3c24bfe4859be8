import type { ParseArgsConfig } from 'node:util';
import type { BenchReport } from './report.ts';

export type OptionValues = Readonly<Record<string, string | undefined>>;

/** A benchmark as `run.ts` finds it. */
export interface Benchmark {
  /** Its name, what it measures, its options; the lines of `--help`. */
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Whether bench/package.json must be installed for it. */
  usesPeers: boolean;
  /** `quick`: a smoke run of under a minute, whose figures are not for quoting. */
  run(values: OptionValues, quick: boolean): Promise<BenchReport | undefined>;
}

/** What is wrong with the command line; shown without a stack. */
export class UsageError extends Error {}

export function readCount(values: OptionValues, name: string, fallback: number): number {
  const text = values[name];
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0)
    throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}

export const readCounts = (values: OptionValues, name: string, fallback: number): number[] =>
  (values[name] ?? String(fallback)).split(',').map((text) => readCount({ [name]: text }, name, fallback));
