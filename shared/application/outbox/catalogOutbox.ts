import { outboxBucket } from '../../domain/session/outbox.ts';
import type { Activation, ActivationRepository } from '../repositories/activationRepository.ts';
import { partitionKeyOf } from '../repositories/partitionKey.ts';
import { switchesPublished } from '../activationSwitch.ts';
import type { OutboxEntry, OutboxSource } from './outboxEntry.ts';

const MAX_ATTEMPTS = 5;

export function createCatalogOutbox(activations: ActivationRepository): OutboxSource {
  return {
    async findUnpublished(query) {
      const { documents, next } = await activations.findUnpublished(query);
      const entries = documents.map(({ revision, body }) => toCatalogEntry(activations, revision, body));
      return { entries, ...(next !== undefined && { next }) };
    },
  };
}

export function toCatalogEntry(
  activations: ActivationRepository,
  revision: string,
  activation: Activation,
): OutboxEntry {
  const { tenantId, catalogId, unpublished = [] } = activation;
  return {
    key: partitionKeyOf('catalog', tenantId, catalogId),
    bucket: outboxBucket(tenantId, catalogId),
    sinceMs: activation.unpublishedSince ?? 0,
    eventsAfter: (through) => unpublished.filter(({ sequence }) => sequence > through),
    async markPublished(through) {
      let current: { revision: string; body: Activation } | undefined = { revision, body: activation };
      for (let attempt = 1; attempt <= MAX_ATTEMPTS && current !== undefined; attempt++) {
        const outcome = await activations.replace(current.revision, switchesPublished(current.body, through));
        if (outcome === 'replaced') return;
        current = await activations.get(activation);
      }
    },
  };
}
