import { parseArgs } from 'node:util';
import { UsageError, type Benchmark } from './support/options.ts';
import { printReport, showProgress, warnIfBusy } from './support/report.ts';
import { installPeers } from './support/installPeers.ts';

/** `npm run bench -- <name> [options]`: runs one benchmark and prints its figures. */
const benchmarks: Record<string, () => Promise<Benchmark>> = {
  engine: () => import('./engine/run.ts'),
  offers: () => import('./offers/run.ts'),
  snapshot: () => import('./snapshot/run.ts'),
  http: () => import('./http/run.ts'),
  start: () => import('./start/run.ts'),
  import: () => import('./import/run.ts'),
  instance: () => import('./instance/run.ts'),
  overload: () => import('./overload/run.ts'),
  events: () => import('./events/run.ts'),
  panel: () => import('./panel/write.ts'),
};

const commonOptions = {
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function showHelp(): Promise<void> {
  const parts = await Promise.all(Object.values(benchmarks).map(async (load) => (await load()).help));
  console.log(
    [
      'usage: npm run bench -- <name> [options]',
      '',
      'Options of every benchmark:',
      '          --json             one line of JSON, the last on stdout, instead of a table',
      '          --quick            a smoke run of under a minute; its figures are not for quoting',
      '',
      ...parts.map((part) => `${part}\n`),
    ].join('\n'),
  );
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    await showHelp();
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (load === undefined) {
    throw new UsageError(`no benchmark "${name}"; there are ${Object.keys(benchmarks).join(', ')}`);
  }
  const benchmark = await load();
  const { values } = parseArgs({ args, options: { ...benchmark.options, ...commonOptions } });
  const { json, quick, help, ...own } = values;
  if (help) {
    console.log(benchmark.help);
    return 0;
  }
  if (benchmark.usesPeers) await installPeers();
  warnIfBusy();
  const report = await benchmark.run(own, quick);
  if (report === undefined) return 0;
  printReport(report, json);
  if (!report.resultsEqual) showProgress(`${name}: the contenders did not do the same work; see the report`);
  return report.resultsEqual ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage =
    error instanceof UsageError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!isUsage) throw error;
  showProgress(`${error.message}\nnpm run bench -- --help lists benchmarks and options`);
  process.exitCode = 2;
}
