import { createSessionSource, type PanelSession, type SessionSource } from '../panel/sessions.ts';
import { createOfferedPlan, MARKET, marketId, marketSizes, type OffersSize } from './catalog.ts';

/** One person in one market. */
export interface OfferSession {
  market: number;
  /** Without the market, as the catalogue of that market alone is asked. */
  alone: PanelSession;
  /** The same with the answer to the required question. */
  inMarket: PanelSession;
}

export interface OfferSessions {
  /** The markets in which all sessions take place, small and large ones. */
  markets: readonly number[];
  /** Session after session in another market, each with an offer there that satisfies it. */
  satisfiable(stream: number, index: number): OfferSession;
}

/** Each of them is also compiled as a catalogue of its own. */
const MARKETS_ASKED = 8;

export function createOfferSessions(seed: number, size: OffersSize): OfferSessions {
  const sizes = marketSizes(size);
  const asked = Math.min(MARKETS_ASKED, size.markets);
  const markets = Array.from({ length: asked }, (_, place) => Math.floor(((place + 0.5) * size.markets) / asked));
  const sources = new Map(
    markets.map((market): [number, SessionSource] => [
      market,
      createSessionSource(seed + market, sizes[market]!, (place) => createOfferedPlan(seed, size, market, place)),
    ]),
  );
  return {
    markets,
    satisfiable(stream, index) {
      const market = markets[index % markets.length]!;
      const alone = sources.get(market)!.satisfiable(stream, index);
      const responses = { ...alone.responses, [MARKET]: marketId(market) };
      return { market, alone, inMarket: { ...alone, responses } };
    },
  };
}
