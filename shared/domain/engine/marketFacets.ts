import { ones32 } from './bits.ts';
import type { OptionColumn } from './columns.ts';
import type { OptionCounts } from './counts.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { passMarket, type FilterPass } from './evaluate.ts';
import { isRequired, requiredCodes, type Span } from './markets.ts';
import type { Markets } from './offerMarkets.ts';
import type { Resolved } from './resolve.ts';

/**
 * Counts for the facet of a required question: how many plans each other market would offer that differs in this answer
 * only. Neighbouring markets are filtered together.
 *
 * @param place of the question among the required ones
 */
export function countOtherMarkets(
  catalog: CompiledCatalog,
  markets: Markets,
  resolved: Resolved,
  excluded: readonly number[],
  place: number,
): OptionCounts {
  const column = catalog.columns[markets.columns[place]!] as OptionColumn;
  const held = new Array<number>(column.values.length + 1).fill(0);
  const wanted = requiredCodes(catalog, markets, resolved);
  const { codes, starts, required } = markets;
  const width = required.length;
  const isOther = (market: number): boolean =>
    wanted.every((code, i) => i === place || codes[market * width + i] === code);
  const isWhole =
    excluded.length === 0 && resolved.filters.every(({ question }) => isRequired(catalog, question.index));
  let known = 0;
  for (let market = 0; market < starts.length - 1; market++) {
    if (!isOther(market)) continue;
    let end = market + 1;
    while (end < starts.length - 1 && isOther(end)) end++;
    // Where nothing else is asked, all that a market has passes.
    const pass = isWhole ? null : passMarket(catalog, { from: starts[market]!, to: starts[end]! }, resolved, excluded);
    for (; market < end; market++) {
      const code = codes[market * width + place]!;
      const from = starts[market]!;
      const to = starts[market + 1]!;
      const passing = pass === null ? to - from : countPassing(pass, { from, to });
      held[code + 1] = held[code + 1]! + passing;
      known += passing;
    }
  }
  return { kind: 'option', held, unknown: 0, known };
}

/** Rows of a part of the span that fail no filter. */
function countPassing({ workspace }: FilterPass, { from, to }: Span): number {
  const { words, ones, base } = workspace;
  const first = (ones >>> 2) + ((from - base) >>> 5);
  const last = (ones >>> 2) + ((to - 1 - base) >>> 5);
  let count = 0;
  for (let word = first; word <= last; word++) {
    let passing = ~words[word]!;
    if (word === first) passing &= -1 << ((from - base) & 31);
    if (word === last) passing &= -1 >>> (31 - ((to - 1 - base) & 31));
    count += ones32(passing);
  }
  return count;
}
