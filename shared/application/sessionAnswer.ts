import { knownResponses } from '../domain/engine/knownResponses.ts';
import { recommend } from '../domain/engine/recommend.ts';
import type { Responses, Shortlist } from '../domain/engine/schema.ts';
import type { Clock } from '../ports/clock.ts';
import { freshnessOf } from './catalogFreshness.ts';
import type { ActiveCatalog } from './catalogSnapshots.ts';
import { timedSync } from './timing.ts';
import type { ShortlistAnswer, Timing } from './useCases.ts';

export interface SessionAnswer {
  shortlist: ShortlistAnswer;
  /** Ids of stored responses that the active version does not know, or whose question now takes another kind of answer. */
  ignoredResponses: string[];
}

/** The shortlist of stored responses on the active version. */
export function answerSession(
  clock: Clock,
  active: ActiveCatalog,
  session: { version: number; responses: Responses },
  timing: Timing | undefined,
): SessionAnswer {
  return timedSync(clock, timing, 'engine', () => {
    const { responses, ignoredResponses } = knownResponses(active.compiled, session.responses);
    const shortlist = recommend(active.compiled, { responses });
    return { shortlist: toShortlistAnswer(active, shortlist, session.version, clock), ignoredResponses };
  });
}

/** A shortlist and how fresh it is. */
export function toShortlistAnswer(
  active: ActiveCatalog,
  shortlist: Shortlist,
  sessionVersion: number | null,
  clock: Clock,
): ShortlistAnswer {
  return {
    catalogId: active.catalogId,
    ...freshnessOf(active),
    modelVersion: null,
    sessionVersion,
    computedAt: new Date(clock.nowMs()).toISOString(),
    source: 'live',
    ...shortlist,
  };
}
