import type { Dependencies } from './dependencies.ts';
import { timed } from './timing.ts';
import type { UseCases } from './useCases.ts';

export function createListCatalogs({
  activations,
  clock,
}: Pick<Dependencies, 'activations' | 'clock'>): UseCases['listCatalogs'] {
  return async function listCatalogs({ tenantId, timing }) {
    const active = await timed(clock, timing, 'store', () => activations.list(tenantId));
    const catalogs = active.map(({ catalogId, title, activeVersion, activation, plans }) => ({
      catalogId,
      title,
      version: activeVersion,
      activation,
      plans,
    }));
    return { catalogs };
  };
}
