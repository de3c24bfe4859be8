import type { SessionDocument } from '../../domain/session/session.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventPublisher } from '../../ports/eventPublisher.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { ActivationRepository, CatalogAddress } from '../repositories/activationRepository.ts';
import type { Leases } from '../repositories/leases.ts';
import type { SessionRepository } from '../repositories/sessionRepository.ts';
import { createCatalogOutbox, toCatalogEntry } from './catalogOutbox.ts';
import { createOutboxNudge } from './nudge.ts';
import { createPublishEntries } from './publishEntries.ts';
import { createRelayOutbox } from './relayOutbox.ts';
import { createSessionOutbox, toSessionEntry } from './sessionOutbox.ts';

/** The way of committed events to the publisher. Nothing of it is on a request's path. */
export interface Outbox {
  /** Publishes what was just committed, as soon as there is time. */
  sessionChanged(revision: string, session: SessionDocument): void;
  catalogSwitched(address: CatalogAddress): void;
  /** Publishes all that is due: the guarantee. Never rejects. */
  relay(): Promise<void>;
  /** Resolves when all nudges so far have been tried. */
  settled(): Promise<void>;
  /** Takes no more nudges; resolves when those taken before have ended. */
  stop(): Promise<void>;
}

interface OutboxDependencies {
  publisher: EventPublisher;
  sessions: SessionRepository;
  activations: ActivationRepository;
  leases: Leases;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

export function createOutbox(deps: OutboxDependencies): Outbox {
  const { publisher, sessions, activations, leases, metrics, clock, logger } = deps;
  const publishEntries = createPublishEntries(publisher, metrics, logger);
  const nudges = createOutboxNudge(publishEntries, logger);
  const sources = [createSessionOutbox(sessions), createCatalogOutbox(activations)];
  return {
    sessionChanged(revision, session) {
      if (session.unpublishedSince !== undefined) nudges.nudge(toSessionEntry(sessions, revision, session));
    },
    catalogSwitched(address) {
      activations
        .get(address)
        .then((pointer) => pointer && nudges.nudge(toCatalogEntry(activations, pointer.revision, pointer.body)))
        .catch((error: unknown) => logger.warn('A switch could not be published at once; the relay will', { error }));
    },
    relay: createRelayOutbox({ sources, leases, publishEntries, metrics, clock, logger }),
    settled: () => nudges.settled(),
    stop() {
      nudges.stop();
      return nudges.settled();
    },
  };
}

/** Where no event service is set up: events stay where they are, until there is one. */
export const keptOutbox: Outbox = {
  sessionChanged: () => undefined,
  catalogSwitched: () => undefined,
  relay: () => Promise.resolve(),
  settled: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};
