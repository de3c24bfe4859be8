import type { SourceModel, SourceProvider } from './source.ts';

/** How an offer is paid for; absent where the source leaves it open. */
export type Billing = 'metered' | 'free' | 'subscription' | 'ownHardware';

/** USD per million tokens; what is absent is unknown. */
export interface Prices {
  billing?: Billing;
  inputPrice?: number;
  outputPrice?: number;
  cacheReadPrice?: number;
  cacheWritePrice?: number;
  chatPrice?: number;
  agentPrice?: number;
}

/** Offers that a monthly fee pays for: a price per token of 0 there is no price. */
const SUBSCRIPTIONS = new Set(['github-copilot', 'zai-coding-plan']);
/** Models that run on the caller's machine: tokens cost nothing. */
const OWN_HARDWARE = new Set(['lmstudio']);

/**
 * The source must fill in the prices for input and output, so 0 stands there for "free" and for "not known" alike. It
 * counts as free only where something else says so: the name, all other models of the provider, or a price for cached
 * input, which the source may leave out, that is 0 too. Every other 0 is unknown.
 *
 * Prices of models that do not turn text into text are per image, minute or character, so they are unknown per token.
 */
export function toPrices(provider: SourceProvider, model: SourceModel): Prices {
  const { cost } = model;
  if (SUBSCRIPTIONS.has(provider.id)) return { billing: 'subscription' };
  if (cost === undefined) return {};
  if (OWN_HARDWARE.has(provider.id)) return { billing: 'ownHardware', ...perToken(0, 0, 0, 0) };
  if (cost.input === 0 && cost.output === 0) {
    return isStatedFree(provider, model) ? { billing: 'free', ...perToken(0, 0, 0, 0) } : {};
  }
  if (!model.modalities.input.includes('text') || !model.modalities.output.includes('text')) {
    return { billing: 'metered' };
  }
  return {
    billing: 'metered',
    ...perToken(cost.input || undefined, cost.output || undefined, cost.cache_read, cost.cache_write),
  };
}

function isStatedFree(provider: SourceProvider, { id, name, cost }: SourceModel): boolean {
  if (/\bfree\b/i.test(`${id} ${name}`) || cost?.cache_read === 0) return true;
  return Object.values(provider.models).every((other) => other.cost?.input === 0 && other.cost.output === 0);
}

function perToken(
  input: number | undefined,
  output: number | undefined,
  cacheRead: number | undefined,
  cacheWrite: number | undefined,
): Prices {
  return {
    ...(input !== undefined && { inputPrice: input }),
    ...(output !== undefined && { outputPrice: output }),
    ...(cacheRead !== undefined && { cacheReadPrice: cacheRead }),
    ...(cacheWrite !== undefined && { cacheWritePrice: cacheWrite }),
    ...(input !== undefined && output !== undefined && toBlends(input, output, cacheRead ?? input)),
  };
}

/**
 * What a million tokens cost in two common mixes. A chat reads about three tokens for each it writes. An agent sends its
 * growing history again with every step: of eleven tokens one is written and ten are read, eight of them from the cache
 * where the offer has a price for that.
 */
function toBlends(input: number, output: number, cached: number): Prices {
  return {
    chatPrice: toMicroDollars((3 * input + output) / 4),
    agentPrice: toMicroDollars((2 * input + 8 * cached + output) / 11),
  };
}

function toMicroDollars(price: number): number {
  return Math.round(price * 1e6) / 1e6;
}
