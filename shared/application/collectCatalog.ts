import type { SourceAccount } from '../domain/catalog/mapping/account.ts';
import type { Catalog } from '../domain/catalog/schema.ts';
import type { Fault } from '../domain/errors.ts';
import { createCollectingSink } from './importing/catalogSink.ts';
import { readCatalogSource, type CatalogSource } from './readCatalogSource.ts';

export type CollectedCatalog =
  | { catalog: Catalog; accounts: readonly SourceAccount[] }
  | { faults: Fault[]; total: number; accounts: readonly SourceAccount[] };

/** Reads a source into one JSON object, plans and offer rows and all: for sources that are small enough for that. */
export async function collectCatalog(
  source: Omit<CatalogSource<never>, 'startSink' | 'onSink'>,
): Promise<CollectedCatalog> {
  const { faults, sink, accounts } = await readCatalogSource({ ...source, startSink: createCollectingSink });
  if (faults.total > 0 || sink === undefined) return { faults: faults.listed, total: faults.total, accounts };
  return { catalog: sink.catalog(), accounts };
}
