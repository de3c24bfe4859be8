import type { Dependencies } from './dependencies.ts';
import type { CatalogView, UseCases } from './useCases.ts';

export function createGetCatalog({ snapshots }: Pick<Dependencies, 'snapshots'>): UseCases['getCatalog'] {
  return async function getCatalog({ tenantId, catalogId }) {
    const { compiled, version, activation, digest } = await snapshots.current(tenantId, catalogId);
    const { lookups, ...definition } = compiled.definition;
    const view: CatalogView = { catalogId, version, activation, digest, plans: compiled.planCount, ...definition };
    // Their rows may be many, and a page need not know more than what completes what.
    if (lookups !== undefined) view.lookups = lookups.map(({ from, to }) => ({ from, to }));
    return view;
  };
}
