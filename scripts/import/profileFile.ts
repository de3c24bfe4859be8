import { writeFileSync } from 'node:fs';
import { CommandError } from '../../local/command.ts';
import { profileSource, type SourceProfile } from '../../shared/application/profileSource.ts';
import { openSourceFolder } from '../../shared/composition/openSourceFolder.ts';
import { recordReader } from '../../shared/composition/recordReader.ts';
import type { ColumnProfile } from '../../shared/domain/catalog/mapping/profileColumn.ts';
import { findIdColumn, proposeMapping } from '../../shared/domain/catalog/mapping/proposeMapping.ts';
import { describeFaults } from './describe.ts';
import type { ProfileOptions } from './options.ts';
import type { Progress } from './progress.ts';

/** Prints what the columns of a file hold, and writes a first mapping where that is wanted; gives the exit code. */
export async function profileFile(options: ProfileOptions, progress: Progress): Promise<number> {
  const { path, write, delimiter, encoding } = options;
  const profile = await profileSource({
    reader: recordReader,
    files: await openSourceFolder({ path, onBytes: (bytes) => progress.advance(bytes) }),
    delimiter,
    encoding,
    onStep: (step, bytes) => progress.begin(step, bytes),
  });
  progress.end();
  print(describeProfile(profile));
  if (profile.faults.total > 0) {
    print(describeFaults(path, profile.faults, undefined));
    return 1;
  }
  if (write === undefined) return 0;
  const mapping = proposeMapping(profile.columns, { file: profile.file, format: profile.format, delimiter, encoding });
  try {
    // A mapping that somebody has edited is not written over.
    writeFileSync(write, `${JSON.stringify(mapping, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CommandError(`${write} cannot be written: ${error.message}`, { cause: error });
  }
  const id = findIdColumn(profile.columns);
  print(
    id === undefined
      ? `${write} is a first mapping. No column tells all rows apart: say in it what a plan's id is made of ("columns").`
      : `${write} is a first mapping, to be edited: plan ids from "${id.column}".`,
  );
  return 0;
}

function describeProfile({ file, rows, columns }: SourceProfile): string {
  const head = `${file}: ${rows.toLocaleString('en')} rows, ${columns.length.toLocaleString('en')} columns`;
  return [head, ...columns.map(describeColumn)].join('\n');
}

function describeColumn(profile: ColumnProfile): string {
  const { column, guess, distinct, isExact, empty, unknownWords, min, max, examples } = profile;
  const parts = [
    `${isExact ? '' : 'more than '}${distinct.toLocaleString('en')} different`,
    ...(empty > 0 ? [`${empty.toLocaleString('en')} empty`] : []),
    ...(unknownWords.length > 0 ? [`unknown: ${unknownWords.map((word) => JSON.stringify(word)).join(', ')}`] : []),
    ...(min === undefined || max === undefined ? [] : [`${min} to ${max}`]),
  ];
  const shown = examples.map((example) => JSON.stringify(example.slice(0, 40))).join(', ');
  return `  ${column}: ${guess}, ${parts.join(', ')}${shown === '' ? '' : `\n      such as ${shown}`}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
