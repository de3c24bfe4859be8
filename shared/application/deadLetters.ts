import { CONSUMERS } from '../messaging/topology.ts';
import { readableEvent } from '../messaging/cloudEvents.ts';
import { AppError } from '../domain/errors.ts';
import type { MessageQueues } from '../ports/messageQueues.ts';
import type { DeadLetter, UseCases } from './useCases.ts';

const KINDS = ['rejected', 'dead'] as const;

export function createListDeadLetters(queues: MessageQueues | null): UseCases['listDeadLetters'] {
  return async function listDeadLetters({ limit }) {
    const asides = CONSUMERS.flatMap((queue) => KINDS.map((kind) => ({ queue, kind })));
    const found = await Promise.all(asides.map((aside) => available(queues).list(aside, limit)));
    const messages = found
      .flat()
      .map(({ body, ...message }): DeadLetter => ({ ...message, event: readableEvent(body) }));
    return { messages };
  };
}

export function createRedriveDeadLetters(queues: MessageQueues | null): UseCases['redriveDeadLetters'] {
  return async function redriveDeadLetters({ queue, kind, limit, sequenceNumbers }) {
    const redriven = await available(queues).redrive(
      { queue, kind },
      { limit, ...(sequenceNumbers !== undefined && { sequenceNumbers }) },
    );
    return { redriven };
  };
}

function available(queues: MessageQueues | null): MessageQueues {
  if (queues === null) throw new AppError('events_unavailable', { detail: 'This server has no event service.' });
  return queues;
}
