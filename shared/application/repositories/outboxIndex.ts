import type { DocumentCollection, FoundPage } from '../../ports/documentStore.ts';

/** The index that holds only documents with unpublished events (`OutboxFields`). */
export const OUTBOX_INDEX = ['outboxBucket', 'unpublishedSince'] as const;

export interface UnpublishedQuery {
  /** Only of this bucket; absent: of all, bucket by bucket. */
  bucket?: number;
  limit: number;
  cursor?: string;
}

/** The longest waiting of each bucket first. The collection has an index `outbox` of these fields. */
export function findUnpublished<Body extends object>(
  collection: DocumentCollection<Body>,
  { bucket, limit, cursor }: UnpublishedQuery,
): Promise<FoundPage<Body>> {
  return collection.find({
    index: 'outbox',
    ...(bucket !== undefined && { equals: [bucket] }),
    limit,
    ...(cursor !== undefined && { cursor }),
  });
}
