import type { ActiveCatalog } from './catalogSnapshots.ts';
import type { CatalogFreshness } from './useCases.ts';

/** By what an answer was made, and whether this instance knows of something newer that it cannot answer by yet. */
export function freshnessOf({ version, activation, storedActivation }: ActiveCatalog): CatalogFreshness {
  const freshness: CatalogFreshness = { catalogVersion: version, activation };
  if (storedActivation > activation) freshness.catalogBehind = true;
  return freshness;
}
