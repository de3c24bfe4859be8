import { recommend } from '../../shared/domain/engine/recommend.ts';
import type { OptionFacet, ShortlistRequest } from '../../shared/domain/engine/schema.ts';
import { compilePanel, createShortlistEngines, type ShortlistEngines } from '../engine/engines/shortlist.ts';
import { findDifference } from '../engine/panelEngine.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { timeContenders, type Contender } from '../support/contenders.ts';
import { compileOffers, createOfferedPlan, MARKET, marketId, marketSizes, type OffersSize } from './catalog.ts';
import { createOfferSessions, type OfferSession } from './sessions.ts';

/** One round: a fresh process with all offers and, beside them, some markets as catalogues of their own. */
export interface OffersRoundTask extends OffersSize {
  seed: number;
  sessions: number;
  /** Milliseconds each contender may take for all its timed calls. */
  budgetMs: number;
  /** Turns the order of the contenders round. */
  reversed: boolean;
}

export interface OffersRoundResult {
  buildMs: Record<string, number>;
  samplesUs: Record<string, number[]>;
  /** The first disagreements; empty when all results were equal. */
  differences: string[];
  marketRows: number[];
  /** Bytes of the compiled catalogue's arrays. */
  indexBytes: number;
}

const STREAM = { warmUp: 1, measured: 2 } as const;
const CHECKED_SESSIONS = 400;
const CHECKED_FACETS = 40;

const task = (await readTask()) as OffersRoundTask;
const { seed } = task;
const start = performance.now();
const compiled = compileOffers(seed, task);
const buildMs = performance.now() - start;
const all = createShortlistEngines(compiled);

const source = createOfferSessions(seed, task);
const sizes = marketSizes(task);
const alone = new Map(source.markets.map((market) => [market, createShortlistEngines(compileMarket(market))]));
const sessions = Array.from({ length: task.sessions }, (_, index) => source.satisfiable(STREAM.measured, index));
const differences = sessions
  .slice(0, CHECKED_SESSIONS)
  .flatMap((session, index) => findDifferences(session, index).map((text) => `session ${index}: ${text}`));

const contender = (name: string, answer: (session: OfferSession) => unknown): Contender<OfferSession> => ({
  name,
  sessions,
  createWarmUpSession: (index) => source.satisfiable(STREAM.warmUp, index),
  answer,
});
const contenders = [
  contender('answer', ({ inMarket }) => all.completeAnswer.answer(inMarket)),
  contender('oneMarket', (session) => ofMarket(session).completeAnswer.answer(session.alone)),
  contender('marketFacet', (session) => recommend(compiled, marketFacetRequest(session))),
  contender('recommend', ({ inMarket }) => all.wholeRecommend.answer(inMarket)),
  contender('oneMarketRecommend', (session) => ofMarket(session).wholeRecommend.answer(session.alone)),
  contender('needed', () => recommend(compiled, { responses: {} })),
  contender('neededAfresh', () => recommend(compiled, { responses: {}, exclude: ['p0'] })),
  contender('neededAfterAnswers', (session) => recommend(compiled, { responses: session.alone.responses })),
];
if (task.reversed) contenders.reverse();
sendResult({
  buildMs: { answer: buildMs },
  samplesUs: timeContenders(contenders, task),
  differences: differences.slice(0, 5),
  marketRows: source.markets.map((market) => sizes[market]!),
  indexBytes: compiled.byteLength,
} satisfies OffersRoundResult);

function ofMarket({ market }: OfferSession): ShortlistEngines {
  return alone.get(market)!;
}

function compileMarket(market: number): ReturnType<typeof compilePanel> {
  return compilePanel(
    Array.from({ length: sizes[market]! }, (_, place) => createOfferedPlan(seed, task, market, place)),
  );
}

function marketFacetRequest({ inMarket: { responses } }: OfferSession): ShortlistRequest {
  return { responses, include: ['facets'], facets: [MARKET] };
}

/** The answer in the market against that of the market alone, and what the facet says of the other markets. */
function findDifferences(session: OfferSession, index: number): string[] {
  const { completeAnswer } = ofMarket(session);
  const expected = completeAnswer.toResult(completeAnswer.answer(session.alone));
  const found = [all.completeAnswer, all.wholeRecommend].map((engine) =>
    findDifference(expected, engine.toResult(engine.answer(session.inMarket))),
  );
  if (expected.total === 0) found.push('nothing fits, but an offer should');
  if (index < CHECKED_FACETS) found.push(...findFacetDifferences(session));
  return found.filter((difference) => difference !== undefined);
}

function findFacetDifferences(session: OfferSession): (string | undefined)[] {
  const [facet] = recommend(compiled, marketFacetRequest(session)).facets as [OptionFacet];
  const counts = new Map(facet.options.map(({ value, count }) => [value, count]));
  return [...alone].map(([market, { completeAnswer }]) => {
    const { total } = completeAnswer.answer(session.alone);
    const count = counts.get(marketId(market)) ?? 0;
    // Of more options than a facet lists, those with the lowest counts are left out.
    return count === total || (count === 0 && facet.truncated)
      ? undefined
      : `facet says ${count} of ${marketId(market)}, which has ${total}`;
  });
}
