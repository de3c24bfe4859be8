import type { Given } from '../../questionnaire/answers.ts';
import type { FitCounts } from '../columnCounts.ts';
import type { CompiledCatalog } from '../compiledCatalog.ts';
import type { Fit } from '../evaluate.ts';
import type { Resolved } from '../resolve.ts';
import { topPositions } from '../topRows.ts';

/** How many plans at the head of the list must stay as they are. */
export const HEAD = 3;

/** A preference adds one term to every score; whether that moves the head is judged among this many best plans. */
const BEST_JUDGED = 100;

/** Everything about the answer as it stands that stability looks at. */
export interface Standing {
  readonly catalog: CompiledCatalog;
  readonly resolved: Resolved;
  readonly live: number;
  readonly fit: Fit;
  readonly counts: FitCounts;
  /** Rows of the first three plans by score. */
  readonly head: Uint32Array;
  /** Rows of the best `BEST_JUDGED` plans by score, best first. */
  readonly best: Uint32Array;
}

/**
 * The list under one possible answer to a question, that question's own filter or term left out: whether the head would
 * still be in it in the same order, and which rows would stand before its end or fill it up.
 */
export interface Situation {
  readonly resolved: Resolved;
  /** Whether all of the head fits. */
  readonly headFits: boolean;
  /** Whether it does, in the same order. */
  readonly headHolds: boolean;
  readonly intruders: Uint32Array;
  readonly best: Uint32Array;
}

/** The situation after an answer; answers between the same turning points share one. */
export type SituationOf = (answer: Given) => Situation;

/** How much the possible answers to one question weigh, and those among them that change nothing at the head. */
export interface AnswerWeights {
  stable: number;
  possible: number;
}

export function createStanding(
  catalog: CompiledCatalog,
  resolved: Resolved,
  live: number,
  fit: Fit,
  counts: FitCounts,
): Standing {
  const best = bestRows(fit);
  return { catalog, resolved, live, fit, counts, head: best.slice(0, HEAD), best };
}

export const bestRows = (fit: Fit): Uint32Array =>
  topPositions({ keys: fit.scores, count: fit.total }, BEST_JUDGED).map((position) => fit.rows[position]!);
