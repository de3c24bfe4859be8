import type { CatalogDefinition } from '../catalog/schema.ts';
import type { CompiledQuestionnaire } from '../questionnaire/compileQuestionnaire.ts';
import type { Column } from './columns.ts';
import type { Markets } from './offerMarkets.ts';
import type { RowsByPlan } from './rowsByPlan.ts';
import type { PlanCards } from './planCards.ts';
import { findString, type StringPool } from './stringPool.ts';

/** A catalogue version ready to answer: immutable, shared by all requests. */
export interface CompiledCatalog {
  readonly definition: CatalogDefinition;
  readonly questionnaire: CompiledQuestionnaire;
  readonly planCount: number;
  /**
   * Offer rows, market by market, then one row for each plan. Within a market, and among the plans, rows ascend by plan id
   * (UTF-16 code units), so the lower row wins a tie. Without offers there are the plans only.
   */
  readonly rows: number;
  /** Words of a bitset over the rows. */
  readonly words: number;
  /** By attribute, in the order of the definition. */
  readonly columns: readonly Column[];
  /** null for a catalogue without offers. */
  readonly markets: Markets | null;
  /** Made when first asked for. */
  offersByPlan(): RowsByPlan;
  readonly planIds: StringPool;
  readonly names: StringPool;
  /** Bytes of all buffers. */
  readonly byteLength: number;
  readonly cards: PlanCards;
}

/** Number of a plan by ascending id, -1 when there is no such plan. */
export function planNumber(catalog: CompiledCatalog, planId: string): number {
  return findString(catalog.planIds, planId);
}
