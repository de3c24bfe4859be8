import { AppError } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';
import { timed } from './timing.ts';
import type { UseCases } from './useCases.ts';

export function createListVersions({
  catalogVersions,
  activations,
  clock,
}: Pick<Dependencies, 'catalogVersions' | 'activations' | 'clock'>): UseCases['listVersions'] {
  return async function listVersions({ tenantId, catalogId, timing }) {
    const [stored, pointer] = await timed(clock, timing, 'store', () =>
      Promise.all([catalogVersions.list(tenantId, catalogId), activations.get({ tenantId, catalogId })]),
    );
    if (stored.length === 0) throw new AppError('catalog_not_found');
    const versions = stored.map(({ version, createdAt, digest, plans }) => ({
      version,
      createdAt,
      digest,
      plans,
      active: version === pointer?.body.activeVersion,
    }));
    return { versions };
  };
}
