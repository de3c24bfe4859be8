import type { Dependencies } from './dependencies.ts';
import type { UseCases } from './useCases.ts';

export function createGetCatalog({ snapshots }: Pick<Dependencies, 'snapshots'>): UseCases['getCatalog'] {
  return async function getCatalog({ tenantId, catalogId }) {
    const { compiled, version, activation, digest } = await snapshots.current(tenantId, catalogId);
    return { catalogId, version, activation, digest, plans: compiled.planCount, ...compiled.definition };
  };
}
