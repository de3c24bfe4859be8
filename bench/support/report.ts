import { cpus, loadavg } from 'node:os';
import { rounded } from './statistics.ts';

/** One contender's figures. Times in microseconds, memory in bytes. */
export interface ResultRow {
  name: string;
  p50Us?: number;
  p99Us?: number;
  perSecond?: number;
  memoryBytes?: number;
  [figure: string]: unknown;
}

/** What every benchmark ends with; `--json` prints it on one line. */
export interface BenchReport {
  bench: string;
  /** ISO 8601, UTC. */
  date: string;
  node: string;
  cpu: string;
  parameters: Record<string, unknown>;
  /** Whether all contenders were found to do the same work. */
  resultsEqual: boolean;
  results: ResultRow[];
  ratios: Record<string, number | Record<string, number>>;
}

/** Before we add to it. On a busy machine long calls are interrupted more often than short ones. */
const loadAtStart = loadavg()[0]!;
const BUSY_LOAD_PER_CORE = 0.25;

/** Says so when figures taken now would flatter whatever takes least time. */
export function warnIfBusy(): void {
  if (loadAtStart <= BUSY_LOAD_PER_CORE * cpus().length) return;
  showProgress(`bench: the machine is busy (load ${loadAtStart.toFixed(1)}): figures are not for quoting`);
}

export function createReport(
  bench: string,
  outcome: Omit<BenchReport, 'bench' | 'date' | 'node' | 'cpu'>,
): BenchReport {
  const processors = cpus();
  return {
    bench,
    date: new Date().toISOString(),
    node: process.versions.node,
    cpu: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    ...outcome,
    parameters: { ...outcome.parameters, loadAtStart: rounded(loadAtStart) },
  };
}

/** A line of progress; never on stdout, which belongs to the result. */
export const showProgress = (line: string): void => void process.stderr.write(`${line}\n`);

export function printReport(report: BenchReport, asJson: boolean): void {
  process.stdout.write(asJson ? `${JSON.stringify(report)}\n` : toTable(report));
}

function toTable(report: BenchReport): string {
  const columns = [...new Set(report.results.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...report.results.map((row) => columns.map((column) => toCell(row[column])))];
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => line[place]!.length)));
  const table = lines.map((line) =>
    line.map((cell, place) => (place === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[place]!))).join('  '),
  );
  return [
    `${report.bench}, ${report.date}, Node ${report.node}, ${report.cpu}`,
    `parameters: ${JSON.stringify(report.parameters)}`,
    `results equal: ${report.resultsEqual ? 'yes' : 'NO'}`,
    '',
    ...table,
    '',
    `ratios: ${JSON.stringify(report.ratios, null, 2)}`,
    '',
  ].join('\n');
}

function toCell(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toPrecision(4);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
