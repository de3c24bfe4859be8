import type { CatalogNotice } from '../domain/events/event.ts';
import { outboxBucket } from '../domain/session/outbox.ts';
import type { Occasion } from '../domain/session/decide.ts';
import type { Activation } from './repositories/activationRepository.ts';
import type { CatalogVersion } from './repositories/catalogVersionRepository.ts';

/** The pointer after a switch to `version`: one activation more, and the notice of it still to be published. */
export function switchedTo(
  before: Activation | undefined,
  {
    tenantId,
    catalogId,
    version,
    title,
    plans,
  }: Pick<CatalogVersion, 'tenantId' | 'catalogId' | 'version' | 'title' | 'plans'>,
  { nowMs, traceparent }: Occasion,
): Activation {
  const activation = (before?.activation ?? 0) + 1;
  const notice: CatalogNotice = {
    type: 'catalog.activated',
    tenantId,
    catalogId,
    version,
    activation,
    sequence: activation,
    at: new Date(nowMs).toISOString(),
    traceparent,
  };
  return {
    tenantId,
    catalogId,
    activeVersion: version,
    activation,
    title,
    plans,
    unpublished: [...(before?.unpublished ?? []), notice],
    outboxBucket: outboxBucket(tenantId, catalogId),
    unpublishedSince: before?.unpublishedSince ?? nowMs,
  };
}

/** The pointer once the switches up to that activation are published. */
export function switchesPublished(activation: Activation, through: number): Activation {
  const { outboxBucket: bucket, unpublishedSince, unpublished = [], ...pointer } = activation;
  const left = unpublished.filter(({ sequence }) => sequence > through);
  if (left.length === 0) return pointer;
  return {
    ...pointer,
    unpublished: left,
    ...(bucket !== undefined && { outboxBucket: bucket }),
    ...(unpublishedSince !== undefined && { unpublishedSince }),
  };
}
