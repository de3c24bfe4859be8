import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, runCommand, UsageError } from '../local/command.ts';
import { checkCatalogId } from '../shared/application/importCatalog.ts';
import type { CatalogImported } from '../shared/application/useCases.ts';
import { openCatalogImport, type CatalogImport } from '../shared/composition/openCatalogImport.ts';
import type { FaultList } from '../shared/domain/catalog/faultList.ts';
import { AppError } from '../shared/domain/errors.ts';
import { createProgress, type Progress } from './import/progress.ts';
import { readCatalog } from './import/readCatalog.ts';

const SHOWN_FAULTS = 20;

const help = `Imports a catalogue from a JSON file of any size, straight into the data folder of a stopped server.

usage: npm run import -- --catalog ID [options] FILE

  --catalog ID   the catalogue's id; what it holds already stays as an older version
  --tenant ID    whose catalogue it is (default: default)
  --data DIR     the server's data folder, made if there is none (default: the setting DATA_DIR, else ./data)
  --dry-run      only check the file; touches no data folder
  --help

The format is described in docs/catalogue-format.md. A file with faults changes nothing; they are listed and the exit
code is 1 (2 for a wrong command line). A running server takes a catalogue by PUT /api/manage/catalogs/ID.`;

interface Options {
  file: string;
  catalogId: string;
  tenantId: string;
  dataDir: string;
  dryRun: boolean;
}

function readOptions(): Options | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      catalog: { type: 'string' },
      tenant: { type: 'string', default: 'default' },
      data: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError('Name the file to import.');
  if (others.length > 0) throw new UsageError(`One file at a time; not ${others.join(', ')} too.`);
  if (values.catalog === undefined) throw new UsageError('Name the catalogue with --catalog.');
  if (values.tenant === '') throw new UsageError('--tenant takes the id of a tenant.');
  const given = process.env.DATA_DIR ?? '';
  return {
    file,
    catalogId: values.catalog,
    tenantId: values.tenant,
    dataDir: resolve(values.data ?? (given === '' ? 'data' : given)),
    dryRun: values['dry-run'],
  };
}

async function importFile(options: Options, progress: Progress): Promise<number> {
  const { file, catalogId, dataDir, dryRun } = options;
  checkCatalogId(catalogId);
  // A folder in use is refused before a long read; one that does not exist yet is not made for a file with faults.
  const opened = !dryRun && existsSync(dataDir) ? await openStores(dataDir) : undefined;
  let stores = opened;
  try {
    const read = await readCatalog(file, progress);
    if (read.outcome === 'faults') {
      print(describeFaults(file, read.faults));
      return 1;
    }
    const plans = `${read.catalog.plans.toLocaleString('en')} plans`;
    if (dryRun) {
      print(`${file} is a valid catalogue of ${plans}. Nothing was changed.`);
      return 0;
    }
    progress.begin(`Compiling ${plans}`);
    const compiled = read.catalog.finish();
    stores ??= await openStores(dataDir);
    progress.begin('Storing');
    const imported = await stores.storeCatalogVersion({ ...options, compiled });
    progress.end();
    print(describeImported(imported, plans, options));
    return 0;
  } finally {
    progress.end();
    await stores?.dispose();
  }
}

function openStores(dataDir: string): Promise<CatalogImport> {
  return openCatalogImport({ dataDir, documents: { kind: 'sqlite' }, objects: { kind: 'file' } });
}

function describeFaults(file: string, faults: FaultList): string {
  const shown = faults.listed.slice(0, SHOWN_FAULTS);
  const count = faults.total === 1 ? 'one fault' : `${faults.total.toLocaleString('en')} faults`;
  return [
    `${file} has ${count}. Nothing was changed.`,
    ...shown.map(({ path, code, message }) => `  ${path === '' ? '(the whole)' : path}  ${code}\n      ${message}`),
    ...(faults.total > shown.length ? [`  ... and ${(faults.total - shown.length).toLocaleString('en')} more`] : []),
  ].join('\n');
}

function describeImported(imported: CatalogImported, plans: string, { tenantId }: Options): string {
  const { created, catalogId, version, active, digest } = imported;
  const of = tenantId === 'default' ? catalogId : `${catalogId} (tenant ${tenantId})`;
  const stored = created
    ? `Version ${version} of ${of} is stored: ${plans}, digest ${digest}.`
    : `Version ${version} of ${of} has this content already; nothing was changed.`;
  const next = active
    ? 'It is active.'
    : `It is not active yet: start the server, then POST /api/manage/catalogs/${encodeURIComponent(catalogId)}/versions/${version}/activate.`;
  return `${stored}\n${next}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand(import.meta.filename, async () => {
  const options = readOptions();
  if (options === undefined) {
    print(help);
    return 0;
  }
  try {
    return await importFile(options, createProgress(process.stderr));
  } catch (error) {
    if (error instanceof AppError && error.category !== 'internal') {
      throw new CommandError(error.message, { cause: error });
    }
    throw error;
  }
});
