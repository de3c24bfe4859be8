import { setTimeout as wait } from 'node:timers/promises';
import type { ShortlistEvent } from '../../domain/events/event.ts';
import { AppError } from '../../domain/errors.ts';
import { asPublished, attemptOf, failuresOf, fromCloudEvent, idOf, withAttempt } from '../../messaging/cloudEvents.ts';
import { rejectedQueue, type Consumer } from '../../messaging/topology.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MessageQueues } from '../../ports/messageQueues.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Outcome } from './outcome.ts';

/** What a consumer does with one event. */
export type Handle = (event: ShortlistEvent) => Promise<Outcome>;

/** Does a message, as the queue's trigger hands it in. Throws what the broker should deliver again. */
export type ReceiveMessage = (message: unknown) => Promise<void>;

/**
 * What becomes of a failure nobody expected. `throw`: the broker delivers again, and after its number of deliveries holds the
 * message as dead. `copy`, for messages that come in batches, which are delivered again as a whole: this one is tried again by
 * itself and rejected after as many attempts, so that no neighbour pays for it.
 */
export type OnFailure = 'throw' | 'copy';

export interface ReceiveDependencies {
  queues: MessageQueues;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** A copy is delivered after 1, 2, 4, ... seconds, at most 5 minutes, with jitter: in about a day given up. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;
const MOST_COPIES = 380;
/**
 * Before what failed is given back, which the broker delivers again at once: ten deliveries are not gone in moments, and a
 * consumer that always throws leaves the processor to the others.
 */
const FAILURE_PAUSE_MS = 500;

/**
 * The one place that decides what an outcome means for the message. Never abandoned: an abandoned message comes back at
 * once, and its few deliveries would be gone in moments. The copy is sent before the message is done with.
 */
export function createReceiveMessage(
  queue: Consumer,
  handle: Handle,
  deps: ReceiveDependencies,
  onFailure: OnFailure = 'throw',
): ReceiveMessage {
  const { queues, metrics, clock, logger } = deps;

  return async function receiveMessage(message) {
    const read = fromCloudEvent(message);
    const outcome: Attempted = read.outcome === 'malformed' ? read : await attempt(read.event);
    metrics.observe('queue.attempt', attemptOf(message) + 1, { queue });
    metrics.count('queue.handled', { queue, outcome: outcome.outcome });
    if (outcome.outcome === 'done') return;
    if (read.outcome === 'malformed' || outcome.outcome === 'malformed') return reject(message, outcome.reason);
    if (attemptOf(message) >= MOST_COPIES) return reject(message, `given up after a day: ${outcome.reason}`);
    const failures = failuresOf(message) + (outcome.outcome === 'failed' ? 1 : 0);
    if (failures > MOST_FAILURES) return reject(message, outcome.reason);
    await again(message, read.event, outcome.reason, failures);
  };

  async function attempt(event: ShortlistEvent): Promise<Attempted> {
    try {
      return await handle(event);
    } catch (error) {
      if (error instanceof AppError && error.retryable) return { outcome: 'unavailable', reason: error.code };
      if (onFailure === 'throw') {
        await wait(FAILURE_PAUSE_MS);
        throw error;
      }
      logger.error('A message could not be done', error, { queue });
      return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async function reject(message: unknown, reason: string): Promise<void> {
    metrics.count('queue.rejected', { queue });
    logger.warn('A message was rejected', { queue, reason });
    const properties = { reason: reason.slice(0, MAX_PROPERTY) };
    await queues.send(rejectedQueue(queue), {
      // Sent back by an operator, it starts anew.
      body: asPublished(asText(message)),
      messageId: idOf(message).slice(-MAX_MESSAGE_ID),
      properties,
    });
  }

  async function again(message: unknown, event: ShortlistEvent, reason: string, failures: number): Promise<void> {
    const repeat = attemptOf(message) + 1;
    const longestMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (repeat - 1));
    const notBeforeMs = clock.nowMs() + longestMs * (0.5 + 0.5 * Math.random());
    const { tenantId, traceparent } = event;
    logger.info('A message is tried again later', { queue, attempt: repeat, reason, tenantId, traceparent });
    await queues.send(queue, {
      body: withAttempt(asText(message), repeat, failures),
      messageId: `${idOf(message)}-${repeat}`.slice(-MAX_MESSAGE_ID),
      properties: { attempt: repeat, reason: reason.slice(0, MAX_PROPERTY) },
      notBeforeMs,
    });
  }
}

type Attempted = Outcome | { outcome: 'failed'; reason: string };

/** As many as the broker delivers. */
const MOST_FAILURES = 9;
const MAX_PROPERTY = 1_000;
const MAX_MESSAGE_ID = 128;

const asText = (message: unknown): string => (typeof message === 'string' ? message : JSON.stringify(message));
