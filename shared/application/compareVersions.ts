import { compareTops, noTops } from '../domain/catalogDiff/compareTops.ts';
import { diffCatalogs, emptyDiff } from '../domain/catalogDiff/diffCatalogs.ts';
import { DIFF_LIMITS } from '../domain/catalogDiff/schema.ts';
import { AppError, type Fault } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';
import { inSlices } from './inSlices.ts';
import { createKeyedQueue } from './keyedQueue.ts';
import type { CatalogVersion } from './repositories/catalogVersionRepository.ts';
import { timed } from './timing.ts';
import type { CompareVersions, UseCases, VersionsCompared } from './useCases.ts';

type CompareDependencies = Pick<Dependencies, 'catalogVersions' | 'sessions' | 'snapshots' | 'clock'>;

export function createCompareVersions(deps: CompareDependencies): UseCases['compareVersions'] {
  const { sessions, snapshots, clock } = deps;
  const inTurn = createKeyedQueue();

  return async function compareVersions(command) {
    const { tenantId, catalogId, from, to, timing } = command;
    const [before, after] = await timed(clock, timing, 'store', () => findVersions(deps, command));
    // The same content says so by its digest. No session is asked: all would be answered as before.
    if (before.digest === after.digest) return { catalogId, from, to, ...emptyDiff(), sessions: noTops() };
    // One at a time in a process: each may hold two versions in memory that nobody else needs.
    return inTurn('', () => compare(before, after, { tenantId, catalogId, from, to, ...(timing && { timing }) }));
  };

  async function compare(
    before: CatalogVersion,
    after: CatalogVersion,
    { tenantId, catalogId, from, to, timing }: CompareVersions,
  ): Promise<VersionsCompared> {
    const { older, newer, sample } = await timed(clock, timing, 'store', async () => ({
      older: await snapshots.open(before),
      newer: await snapshots.open(after),
      sample: await sessions.newestResponses(tenantId, catalogId, DIFF_LIMITS.sessions),
    }));
    return timed(clock, timing, 'engine', async () => ({
      catalogId,
      from,
      to,
      ...(await inSlices(clock, diffCatalogs(older, newer))),
      sessions: await inSlices(clock, compareTops(older, newer, sample)),
    }));
  }
}

async function findVersions(
  { catalogVersions }: Pick<CompareDependencies, 'catalogVersions'>,
  { tenantId, catalogId, from, to }: CompareVersions,
): Promise<[CatalogVersion, CatalogVersion]> {
  const [before, after] = await Promise.all([
    catalogVersions.get(tenantId, catalogId, from),
    catalogVersions.get(tenantId, catalogId, to),
  ]);
  if (before !== undefined && after !== undefined) return [before, after];
  if ((before ?? after ?? (await catalogVersions.newest(tenantId, catalogId))) === undefined) {
    throw new AppError('catalog_not_found');
  }
  const faults = [...(before === undefined ? ['/from'] : []), ...(after === undefined ? ['/to'] : [])];
  throw new AppError('version_not_found', { faults: faults.map(unknownVersion) });
}

const unknownVersion = (path: string): Fault => ({
  path,
  code: 'unknown_version',
  message: 'the catalogue has no such version',
});
