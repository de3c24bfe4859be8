import { AzureKeyCredential, EventGridPublisherClient, type SendCloudEventInput } from '@azure/eventgrid';
import { AppError } from '../../domain/errors.ts';
import { toCloudEvent, type CloudEvent } from '../../messaging/cloudEvents.ts';
import type { EventPublisher } from '../../ports/eventPublisher.ts';
import { toBatches } from './batches.ts';
import { isBrokenConnection, toEventsError } from './toEventsError.ts';

export type EventGridCredential =
  | { kind: 'key'; key: string }
  /** Of the machine; `clientId` chooses among several. */
  | { kind: 'identity'; clientId?: string };

export interface EventGridPublisherOptions {
  /** Address of the topic's events. Unencrypted only on this machine. */
  endpoint: string;
  credential: EventGridCredential;
  /** For each request, the time for a token included. */
  timeoutMs?: number;
}

type Client = EventGridPublisherClient<'CloudEvent'>;

const TIMEOUT_MS = 5_000;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * An Azure Event Grid topic that takes CloudEvents. Events of one call are sent in order, a batch after the other. A
 * request is repeated once when its connection broke; beyond that, what failed is published again by whoever keeps
 * the events.
 *
 * @throws {Error} when the endpoint is neither https nor on this machine
 */
export function createEventGridPublisher(options: EventGridPublisherOptions): EventPublisher {
  const { endpoint, credential, timeoutMs = TIMEOUT_MS } = options;
  const { protocol, hostname, host } = new URL(endpoint);
  const isInsecure = protocol === 'http:';
  if (isInsecure && !LOOPBACK.includes(hostname)) throw new Error(`${endpoint} must be https`);
  let client: Promise<Client> | undefined;
  let isDisposed = false;

  async function openClient(): Promise<Client> {
    return new EventGridPublisherClient(endpoint, 'CloudEvent', await openCredential(credential), {
      allowInsecureConnection: isInsecure,
      // A client that waits for the service's `Retry-After` holds the caller up and keeps it from it.
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
    });
  }

  async function send(batch: readonly CloudEvent[]): Promise<void> {
    const inputs = batch.map(toInput);
    await withTimeout(timeoutMs, async (abortSignal) => {
      const opened = await (client ??= openClient());
      try {
        await opened.send(inputs, { abortSignal });
      } catch (thrown) {
        if (!isBrokenConnection(thrown)) throw thrown;
        await opened.send(inputs, { abortSignal });
      }
    });
  }

  function checkOpen(): void {
    if (isDisposed) throw new AppError('events_unavailable', { detail: 'The publisher is closed' });
  }

  return {
    async publish(events) {
      checkOpen();
      for (const batch of toBatches(events.map(toCloudEvent))) {
        try {
          await send(batch);
        } catch (thrown) {
          throw toEventsError(thrown, Date.now());
        }
      }
    },
    async describe() {
      checkOpen();
      return Promise.resolve({ adapter: 'eventGrid', host, credential: credential.kind });
    },
    dispose() {
      isDisposed = true;
      return Promise.resolve();
    },
  };
}

async function openCredential(credential: EventGridCredential) {
  if (credential.kind === 'key') return new AzureKeyCredential(credential.key);
  // Takes 150 ms to load, and asks an address that elsewhere may never answer.
  const { ManagedIdentityCredential } = await import('@azure/identity');
  const { clientId } = credential;
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
}

function toInput({ time, traceparent, ...rest }: CloudEvent): SendCloudEventInput<CloudEvent['data']> {
  return { ...rest, time: new Date(time), extensionAttributes: { traceparent } };
}

/** Ends with the time, also where the work does not listen to its signal. */
async function withTimeout(timeoutMs: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    timeout.reject(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
    controller.abort();
  }, timeoutMs);
  try {
    await Promise.race([work(controller.signal), timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
