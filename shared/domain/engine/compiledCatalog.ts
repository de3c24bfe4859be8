import type { CatalogDefinition } from '../catalog/schema.ts';
import type { CompiledQuestionnaire } from '../questionnaire/compileQuestionnaire.ts';
import type { Column } from './columns.ts';
import type { PlanCards } from './planCards.ts';
import { findString, type StringPool } from './stringPool.ts';

/** A catalogue version ready to answer: immutable, shared by all requests. */
export interface CompiledCatalog {
  readonly definition: CatalogDefinition;
  readonly questionnaire: CompiledQuestionnaire;
  readonly planCount: number;
  /** Rows ascend by plan id (UTF-16 code units), so the lower row wins a tie. */
  readonly rows: number;
  /** Words of a bitset over the rows. */
  readonly words: number;
  /** By attribute, in the order of the definition. */
  readonly columns: readonly Column[];
  readonly planIds: StringPool;
  readonly names: StringPool;
  /** Bytes of all buffers. */
  readonly byteLength: number;
  readonly cards: PlanCards;
}

/** Row of a plan id, -1 when there is no such plan. */
export function rowOf(catalog: CompiledCatalog, planId: string): number {
  return findString(catalog.planIds, planId);
}
