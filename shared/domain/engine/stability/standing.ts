import type { Given } from '../../questionnaire/answers.ts';
import type { FitCounts } from '../columnCounts.ts';
import type { CompiledCatalog } from '../compiledCatalog.ts';
import type { Fit } from '../evaluate.ts';
import type { Span } from '../markets.ts';
import { once } from '../once.ts';
import type { Resolved } from '../resolve.ts';
import { addTerm } from '../terms.ts';
import { topPositions, topSet } from '../topRows.ts';

/** How many plans at the head of the list must stay as they are. */
export const HEAD = 3;

/** A preference adds one term to every score; whether that moves the head is judged among this many best plans. */
const BEST_JUDGED = 100;

/** Everything about the answer as it stands that stability looks at. */
export interface Standing {
  readonly catalog: CompiledCatalog;
  readonly resolved: Resolved;
  readonly market: Span;
  /** Numbers of the plans that the request leaves out. */
  readonly excluded: readonly number[];
  readonly fit: Fit;
  readonly counts: FitCounts;
  /** Rows of the first three plans by score. */
  readonly head: Uint32Array;
  /** What an answer that changes nothing beyond its own question leads to. */
  readonly asItStands: Situation;
}

/**
 * The list under one possible answer to a question, that question's own filter or term left out: whether the head would
 * still be in it in the same order, and which rows would stand before its end or fill it up.
 */
export interface Situation {
  readonly resolved: Resolved;
  /** Rows of the head; in another market they are others. Without a meaning unless `headFits`. */
  readonly head: Uint32Array;
  /** Whether all of the head fits. */
  readonly headFits: boolean;
  /** Whether it does, in the same order. */
  readonly headHolds: boolean;
  readonly intruders: Uint32Array;
  /** The plans that fit, scored. Valid until the next situation is made, and so is `field`. */
  readonly fit: Fit;
  /** The plans among which a preference is judged answer by answer. */
  field(): Field;
}

/** The head in its order, then the best of the others in any, with what their scores are made of. */
export interface Field {
  readonly rows: Uint32Array;
  /** By term of the situation: the weighted utility of each of the rows. */
  readonly parts: readonly Float64Array[];
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
  market: Span,
  excluded: readonly number[],
  fit: Fit,
  counts: FitCounts,
): Standing {
  const head = topPositions({ keys: fit.scores, count: fit.total }, HEAD).map((position) => fit.rows[position]!);
  const field = once(() => createField(resolved, fit, head));
  const asItStands: Situation = { resolved, head, headFits: true, headHolds: true, intruders: NO_ROWS, fit, field };
  return { catalog, resolved, market, excluded, fit, counts, head, asItStands };
}

export const NO_ROWS = new Uint32Array(0);

/** The head and the other plans among the best of the fit. */
export function createField({ terms }: Resolved, fit: Fit, head: Uint32Array): Field {
  const best = topSet({ keys: fit.scores, count: fit.total }, BEST_JUDGED);
  const found = new Uint32Array(head.length + best.length);
  found.set(head);
  let count = head.length;
  for (const position of best) {
    const row = fit.rows[position]!;
    if (!head.includes(row)) found[count++] = row;
  }
  const rows = found.subarray(0, count);
  const parts = terms.map((term) => {
    const utilities = new Float64Array(count);
    addTerm(term, rows, count, utilities);
    return utilities;
  });
  return { rows, parts };
}
