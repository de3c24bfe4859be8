import { stat } from 'node:fs/promises';
import { isObject } from '../../shared/domain/catalog/fieldChecks.ts';
import { FaultList } from '../../shared/domain/catalog/faultList.ts';
import { createRoom } from '../../shared/domain/catalog/room.ts';
import { validateDefinition } from '../../shared/domain/catalog/validateDefinition.ts';
import { createOfferValidator } from '../../shared/domain/catalog/validateOfferRows.ts';
import { createPlanValidator } from '../../shared/domain/catalog/validatePlans.ts';
import { createCatalogCompiler } from '../../shared/domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../shared/domain/engine/compiledCatalog.ts';
import { CommandError } from '../../local/command.ts';
import type { Progress } from './progress.ts';
import { readBulk, readDefinition } from './readCatalogFile.ts';

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
  const { definition, attributes, offers } = validateDefinition(input, faults);
  const compiler = definition === undefined ? undefined : createCatalogCompiler(definition);
  const { types } = attributes;
  const room = createRoom(faults);
  const plans = createPlanValidator(types, faults, room);
  const rows =
    offers === undefined ? undefined : createOfferValidator({ types, required: offers.required }, faults, room);
  progress.begin('Reading plans', bytes);
  await readBulk(file, (read) => progress.advance(read, countsOf(plans.count, rows?.count ?? 0)), {
    onPlan: (plan) => {
      rows?.addPlan(plan);
      if (plans.check(plan) && faults.total === 0) compiler?.addPlan(plan);
    },
    onOfferRow: (row) => {
      if (rows?.check(row) === true && faults.total === 0) compiler?.addOffer(row);
    },
  });
  // Without a list of plans every row would lack its own.
  if (isObject(input) && Array.isArray(input.plans)) rows?.finish();
  progress.end();
  if (faults.total > 0 || compiler === undefined) return { outcome: 'faults', faults };
  return { outcome: 'valid', catalog: { plans: plans.count, finish: () => compiler.finish() } };
}

function countsOf(plans: number, rows: number): string {
  const counted = `${plans.toLocaleString('en')} plans`;
  return rows === 0 ? counted : `${counted}, ${rows.toLocaleString('en')} offer rows`;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error) throw new CommandError(`${file} cannot be read: ${error.message}`, { cause: error });
    throw error;
  }
}
