import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../local/command.ts';

export const help = `Imports a catalogue from files of any size, straight into the data folder of a stopped server.

usage: npm run import -- --catalog ID [options] FILE
       npm run import -- --catalog ID --mapping MAPPING [options] FILE or FOLDER
       npm run import -- --profile [--write MAPPING] FILE

  --catalog ID       the catalogue's id; what it holds already stays as an older version
  --mapping MAPPING  how rows of CSV or NDJSON become plans and offers (JSON; docs/importing.md)
  --tenant ID        whose catalogue it is (default: default)
  --data DIR         the server's data folder, made if there is none (default: the setting DATA_DIR, else ./data)
  --faults FILE      where faults are written, the first 1,000 and the total (default: beside what was imported)
  --dry-run          only check; touches no data folder
  --profile          describe the columns of a CSV or NDJSON file
  --write MAPPING    with --profile: write a first mapping, to be edited
  --delimiter C      with --profile: what is between the cells of a CSV file (default: ",")
  --encoding NAME    with --profile: utf-8 (default) or latin1
  --help

Files may be gzip. A catalogue in its own format (JSON, or NDJSON with the definition in its first line) needs no
mapping; docs/catalogue-format.md describes it. Files with faults change nothing; faults are listed and the exit code is 1
(2 for a wrong command line). A running server takes a catalogue by PUT /api/manage/catalogs/ID.`;

export interface ImportOptions {
  path: string;
  mapping: string | undefined;
  catalogId: string;
  tenantId: string;
  dataDir: string;
  faultsFile: string | undefined;
  dryRun: boolean;
}

export interface ProfileOptions {
  path: string;
  write: string | undefined;
  delimiter: string | undefined;
  encoding: 'utf-8' | 'latin1';
}

export type Command =
  { kind: 'help' } | { kind: 'import'; options: ImportOptions } | { kind: 'profile'; options: ProfileOptions };

export function readCommand(): Command {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      catalog: { type: 'string' },
      mapping: { type: 'string' },
      tenant: { type: 'string', default: 'default' },
      data: { type: 'string' },
      faults: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      write: { type: 'string' },
      delimiter: { type: 'string' },
      encoding: { type: 'string', default: 'utf-8' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { kind: 'help' };
  const [path, ...others] = positionals;
  if (path === undefined) throw new UsageError(`Name the file to ${values.profile ? 'profile' : 'import'}.`);
  if (others.length > 0) throw new UsageError(`One file at a time; not ${others.join(', ')} too.`);
  const { encoding, delimiter } = values;
  if (encoding !== 'utf-8' && encoding !== 'latin1') throw new UsageError('--encoding takes utf-8 or latin1.');
  if (delimiter !== undefined && delimiter.length !== 1) throw new UsageError('--delimiter takes one character.');
  if (values.profile) return { kind: 'profile', options: { path, write: values.write, delimiter, encoding } };
  if (values.write !== undefined) throw new UsageError('--write goes with --profile.');
  if (values.catalog === undefined) throw new UsageError('Name the catalogue with --catalog.');
  if (values.tenant === '') throw new UsageError('--tenant takes the id of a tenant.');
  const given = process.env.DATA_DIR ?? '';
  return {
    kind: 'import',
    options: {
      path,
      mapping: values.mapping,
      catalogId: values.catalog,
      tenantId: values.tenant,
      dataDir: resolve(values.data ?? (given === '' ? 'data' : given)),
      faultsFile: values.faults,
      dryRun: values['dry-run'],
    },
  };
}
