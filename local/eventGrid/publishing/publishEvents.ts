import type { IncomingMessage } from 'node:http';
import type { HttpData } from '../../functionsHost/coreTypes.ts';
import type { RequestTarget } from '../../functionsHost/http/requestTarget.ts';
import { parseBatch, type CloudEvent } from './cloudEventBatch.ts';
import { readBody } from './readBody.ts';
import { serviceError } from './serviceError.ts';
import { findAccessFault, type SharedAccess } from './sharedAccess.ts';

/** Of the platform: bytes of a request, and so of an event too; events of a request. */
export const MAX_BODY_BYTES = 1_048_576;
export const MAX_EVENTS = 5_000;

export const EVENTS_PATH = '/api/events';
const API_VERSION = '2018-01-01';
const BATCH_TYPE = /^application\/cloudevents-batch\+json\s*(?:;\s*charset=["']?utf-8["']?\s*)?$/i;
const RETRY_AFTER_SECONDS = 10;

export interface PublishOptions {
  access: SharedAccess;
  /** Whether more is waiting for delivery than the topic is ready to hold. */
  isFull: () => boolean;
  /** Durable when it resolves. */
  accept: (events: readonly CloudEvent[]) => Promise<void>;
}

/** Answers a request to publish; undefined when the caller went away in the middle of it. */
export function createPublish(
  options: PublishOptions,
): (request: IncomingMessage, target: RequestTarget) => Promise<HttpData | undefined> {
  const { access, isFull, accept } = options;

  function findRefusal({ method, headers }: IncomingMessage, { path, query }: RequestTarget): HttpData | undefined {
    if (path !== EVENTS_PATH) return serviceError(404, 'There is nothing at this address.');
    if (method !== 'POST') return serviceError(405, 'Events are published with POST.', { allow: 'POST' });
    const accessFault = findAccessFault(headers, access);
    if (accessFault !== undefined) return serviceError(401, accessFault);
    if (new URLSearchParams(query).get('api-version') !== API_VERSION) {
      return serviceError(400, `The api-version must be ${API_VERSION}.`);
    }
    if (!BATCH_TYPE.test(headers['content-type'] ?? '')) {
      return serviceError(400, 'The topic takes application/cloudevents-batch+json only.');
    }
    if (isFull()) {
      const retryAfter = { 'retry-after': String(RETRY_AFTER_SECONDS) };
      return serviceError(429, 'Too many events are waiting to be delivered.', retryAfter);
    }
    return undefined;
  }

  return async function publish(request, target) {
    const refusal = findRefusal(request, target);
    if (refusal) return refusal;
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body === undefined) return undefined;
    if (body === 'tooLarge') return serviceError(413, `A request may have ${MAX_BODY_BYTES} bytes.`);
    const events = parseBatch(body);
    if ('fault' in events) return serviceError(400, events.fault);
    if (events.length > MAX_EVENTS) return serviceError(413, `A request may have ${MAX_EVENTS} events.`);
    await accept(events);
    return { statusCode: '200' };
  };
}
