import { randomUUID } from 'node:crypto';
import type { DocumentCollection, DocumentKey } from '../../../shared/ports/documentStore.ts';
import type { TestClock } from '../../support/testClock.ts';

/** What the documents of this suite look like; `scope` keeps tests apart that share one place. */
export interface Sample {
  scope: string;
  group?: unknown;
  rank?: unknown;
  count?: number;
}

export const sampleCollection = {
  name: 'contract-samples',
  indexes: { byRank: ['scope', 'rank'], byGroup: ['scope', 'group', 'rank'] },
};

export interface ContractContext {
  documents: DocumentCollection<Sample>;
  clock: TestClock;
}

export function newKey(): DocumentKey {
  return { partitionKey: randomUUID(), id: randomUUID() };
}

/** The revision of a write that must have been done. */
export function revisionOf(result: { outcome: string; revision?: string }): string {
  if (result.revision === undefined) throw new Error(`not written: ${result.outcome}`);
  return result.revision;
}
