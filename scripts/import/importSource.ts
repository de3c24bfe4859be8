import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from '../../local/command.ts';
import { checkCatalogId } from '../../shared/application/importCatalog.ts';
import { toBuiltVersion } from '../../shared/application/importing/buildCatalog.ts';
import { createCompilingSink, type CompilingSink } from '../../shared/application/importing/catalogSink.ts';
import { readCatalogSource } from '../../shared/application/readCatalogSource.ts';
import { openCatalogImport, type CatalogImport } from '../../shared/composition/openCatalogImport.ts';
import { openSourceFolder } from '../../shared/composition/openSourceFolder.ts';
import { recordReader } from '../../shared/composition/recordReader.ts';
import { describeAccount } from '../../shared/domain/catalog/mapping/account.ts';
import { describeFaults, describeImported } from './describe.ts';
import { writeFaults } from './faultsFile.ts';
import type { ImportOptions } from './options.ts';
import type { Progress } from './progress.ts';

/** Checks, compiles and stores what a file or folder holds; gives the exit code. */
export async function importSource(options: ImportOptions, progress: Progress): Promise<number> {
  const { path, catalogId, dataDir, dryRun } = options;
  checkCatalogId(catalogId);
  const mapping = options.mapping === undefined ? undefined : readJsonFile(options.mapping);
  // A folder in use is refused before a long read; one that does not exist yet is not made for a file with faults.
  const opened = !dryRun && existsSync(dataDir) ? await openStores(dataDir) : undefined;
  let stores = opened;
  try {
    const { faults, sink, accounts } = await read(options, mapping, progress);
    progress.end();
    for (const account of accounts) print(describeAccount(account).join('\n'));
    if (faults.total > 0 || sink === undefined) {
      print(describeFaults(path, faults, writeFaults(options, faults)));
      return 1;
    }
    const plans = countsOf(sink);
    if (dryRun) {
      print(`${path} is a valid catalogue of ${plans}. Nothing was changed.`);
      return 0;
    }
    progress.begin(`Compiling ${plans}`);
    const compiled = sink.finish();
    stores ??= await openStores(dataDir);
    progress.begin('Storing');
    const imported = await stores.storeCatalogVersion({ ...options, built: toBuiltVersion(compiled) });
    progress.end();
    print(describeImported(imported, plans, options));
    return 0;
  } finally {
    progress.end();
    await stores?.dispose();
  }
}

async function read(options: ImportOptions, mapping: unknown, progress: Progress) {
  let sink: CompilingSink | undefined;
  const note = () => (sink === undefined ? '' : countsOf(sink));
  return readCatalogSource<CompilingSink>({
    reader: recordReader,
    files: await openSourceFolder({ path: options.path, onBytes: (bytes) => progress.advance(bytes, note()) }),
    ...(mapping !== undefined && {
      mapping,
      readDefinition: (file) => Promise.resolve(readBeside(options.mapping!, file)),
    }),
    startSink: createCompilingSink,
    onStep: (step, bytes) => progress.begin(step, bytes),
    onSink: (started) => (sink = started),
  });
}

function countsOf({ plans, offers }: Pick<CompilingSink, 'plans' | 'offers'>): string {
  const counted = `${plans.toLocaleString('en')} plans`;
  return offers === 0 ? counted : `${counted} and ${offers.toLocaleString('en')} offers`;
}

function readBeside(mapping: string, file: string): unknown {
  const path = join(dirname(mapping), file);
  return existsSync(path) ? readJsonFile(path) : undefined;
}

function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const what = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new CommandError(`${file} ${what}: ${error.message}`, { cause: error });
  }
}

function openStores(dataDir: string): Promise<CatalogImport> {
  return openCatalogImport({ dataDir, documents: { kind: 'sqlite' }, objects: { kind: 'file' } });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
