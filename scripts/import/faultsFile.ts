import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../local/command.ts';
import type { FaultList } from '../../shared/domain/catalog/faultList.ts';
import type { ImportOptions } from './options.ts';

/**
 * Writes the listed faults and the total, as an answer over HTTP has them. Gives the file's name; undefined where the place
 * beside the source cannot be written, for that must not hide the faults themselves.
 */
export function writeFaults(
  { path, faultsFile }: Pick<ImportOptions, 'path' | 'faultsFile'>,
  faults: FaultList,
): string | undefined {
  const file = faultsFile ?? besideSource(path);
  try {
    writeFileSync(file, `${JSON.stringify({ source: path, errors: faults.listed, total: faults.total }, null, 2)}\n`);
    return file;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (faultsFile === undefined) return undefined;
    throw new CommandError(`The faults cannot be written to ${file}: ${error.message}`, { cause: error });
  }
}

function besideSource(path: string): string {
  return statSync(path).isDirectory() ? join(path, 'import.faults.json') : `${path}.faults.json`;
}
