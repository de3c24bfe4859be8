import type { Value } from '../catalog/schema.ts';
import type { PlanCards } from './planCards.ts';
import type { RankedPlan, Reason } from './schema.ts';

/**
 * A plan in a shortlist. Ranking needs rows and scores only; the words and values of a plan are looked up when they are
 * read, so that a caller who wants ids, or the first three plans, does not pay for the rest.
 */
export class ListedPlan implements RankedPlan {
  readonly rank: number;
  readonly score: number;
  /** Present if reasons were asked for. */
  declare reasons?: Reason[];
  readonly #cards: PlanCards;
  readonly #row: number;

  constructor(cards: PlanCards, row: number, rank: number, score: number, reasons: Reason[] | null) {
    this.#cards = cards;
    this.#row = row;
    this.rank = rank;
    this.score = score;
    if (reasons !== null) this.reasons = reasons;
  }

  get planId(): string {
    return this.#cards.of(this.#row).planId;
  }

  get name(): string {
    return this.#cards.of(this.#row).name;
  }

  get attributes(): Record<string, Value> {
    return this.#cards.of(this.#row).attributes;
  }

  /** What `JSON.stringify` makes of it, put together from texts that are kept. */
  toText(): string {
    const { name, attributes } = this.#cards.of(this.#row).text();
    const reasons = this.reasons === undefined ? '' : `,"reasons":${JSON.stringify(this.reasons)}`;
    return `{${name},"rank":${this.rank},"score":${JSON.stringify(this.score)},${attributes}${reasons}}`;
  }

  toJSON(): RankedPlan {
    const { planId, name, attributes } = this.#cards.of(this.#row);
    const { rank, score, reasons } = this;
    return reasons === undefined
      ? { planId, name, rank, score, attributes }
      : { planId, name, rank, score, attributes, reasons };
  }
}
