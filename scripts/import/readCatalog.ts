import { stat } from 'node:fs/promises';
import { FaultList } from '../../shared/domain/catalog/faultList.ts';
import { validateDefinition } from '../../shared/domain/catalog/validateDefinition.ts';
import { createPlanValidator } from '../../shared/domain/catalog/validatePlans.ts';
import { createCatalogCompiler } from '../../shared/domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../shared/domain/engine/compiledCatalog.ts';
import { CommandError } from '../../local/command.ts';
import type { Progress } from './progress.ts';
import { readDefinition, readPlans } from './readCatalogFile.ts';

/** Finishing is needless for a check. */
export interface ReadCatalog {
  plans: number;
  /** Sorts the plans and builds the columns; once. */
  finish(): CompiledCatalog;
}

export type ReadResult = { outcome: 'valid'; catalog: ReadCatalog } | { outcome: 'faults'; faults: FaultList };

/**
 * Reads and checks a catalogue file of any size; every fault is found, also those of plans below a faulty definition.
 *
 * @throws {CommandError} when it cannot be read or is no JSON.
 */
export async function readCatalog(file: string, progress: Progress): Promise<ReadResult> {
  const bytes = await sizeOf(file);
  const faults = new FaultList();
  progress.begin('Reading the definition', bytes);
  const input = await readDefinition(file, (read) => progress.advance(read));
  const { definition, attributes } = validateDefinition(input, faults);
  const compiler = definition === undefined ? undefined : createCatalogCompiler(definition);
  const validator = createPlanValidator(attributes.types, faults);
  progress.begin('Reading plans', bytes);
  await readPlans(
    file,
    (read) => progress.advance(read, `${validator.count.toLocaleString('en')} plans`),
    (plan) => {
      if (validator.check(plan) && faults.total === 0) compiler?.add(plan);
    },
  );
  progress.end();
  if (faults.total > 0 || compiler === undefined) return { outcome: 'faults', faults };
  return { outcome: 'valid', catalog: { plans: validator.count, finish: () => compiler.finish() } };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error) throw new CommandError(`${file} cannot be read: ${error.message}`, { cause: error });
    throw error;
  }
}
