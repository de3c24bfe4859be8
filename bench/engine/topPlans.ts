import { TOP_PLANS } from './panelEngine.ts';

/** Keeps the best `TOP_PLANS` of the candidates offered, so that nobody has to sort everything that fits. */
export class TopPlans {
  readonly #ids: string[] = [];
  readonly #scores: number[] = [];

  /** Ties go to the smaller plan id. */
  offer(planId: string, score: number): void {
    const ids = this.#ids;
    const scores = this.#scores;
    const isBehind = (place: number): boolean =>
      scores[place]! < score || (scores[place] === score && ids[place]! > planId);
    if (ids.length === TOP_PLANS) {
      if (!isBehind(TOP_PLANS - 1)) return;
      ids.pop();
      scores.pop();
    }
    let place = ids.length;
    while (place > 0 && isBehind(place - 1)) place -= 1;
    ids.splice(place, 0, planId);
    scores.splice(place, 0, score);
  }

  get planIds(): string[] {
    return this.#ids;
  }
}
