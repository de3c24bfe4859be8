import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { diffDefinition } from './diffDefinition.ts';
import { diffLookups } from './diffLookups.ts';
import { diffOffers } from './diffOffers.ts';
import { diffPlans } from './diffPlans.ts';
import { pairPlans } from './pairPlans.ts';
import type { CatalogDiff } from './schema.ts';
import type { Steps } from '../steps.ts';

/**
 * What changed from one version of a catalogue to another. The work grows with the plans and rows times the attributes;
 * columns are compared as they are stored, and plans get words only where they are listed. Besides the two versions it
 * needs some 20 bytes for each plan and row, and while it looks at them a map of the values of a category or set that has
 * more than a few thousand, and a text for each row of a lookup that changed.
 */
export function* diffCatalogs(from: CompiledCatalog, to: CompiledCatalog): Steps<CatalogDiff> {
  const definition = diffDefinition(from.definition, to.definition);
  const lookups = yield* diffLookups(from.definition.lookups ?? [], to.definition.lookups ?? []);
  const paired = yield* pairPlans(from, to);
  const plans = yield* diffPlans(from, to, paired);
  const offers = yield* diffOffers(from, to, paired.toPlan);
  return { ...definition, lookups, plans, offers };
}

/** What there is to say of two versions with the same content. */
export function emptyDiff(): CatalogDiff {
  const items = { added: [], removed: [], changed: [], reordered: false };
  const noPlans = () => ({ total: 0, planIds: [] });
  const noRows = () => ({ total: 0, rows: [] });
  return {
    definition: [],
    attributes: { ...items },
    questions: { ...items },
    lookups: { ...items },
    plans: { added: noPlans(), removed: noPlans(), changed: { ...noPlans(), name: noPlans(), attributes: [] } },
    offers: { added: noRows(), removed: noRows(), changed: { ...noRows(), attributes: [] } },
  };
}
