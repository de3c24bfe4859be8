import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { describe, messageOf } from '../errors.ts';
import type { HostServices } from '../triggerListener.ts';
import { toBatchData, toSingleData, type TriggerData } from './messageData.ts';
import type { QueueBinding } from './queueBinding.ts';

/** Keeps one function supplied with messages until it is stopped. */
export interface QueueListener {
  /** Takes no more; resolves when every message at hand is settled. */
  stop(): Promise<void>;
}

/** A broker that comes back is noticed within this time. */
const RETRY_DELAY_MS = 500;
/** A message whose connection breaks while it is settled is given up only after this time. */
const OPERATION_TIMEOUT_MS = 5_000;
/**
 * The library gathers a batch for as long as it may wait for a first message, while the platform takes what is there: a
 * batch is as late as this at most.
 */
const BATCH_WAIT_MS = 200;
/** The library holds no more at once. */
const LARGEST_BATCH = 2_047;

/** Says once that receiving fails, and again only after it has worked. */
function createFailureLog({ log }: HostServices, { fn, queueName }: QueueBinding) {
  let isFailing = false;
  return {
    failed(thrown: unknown): void {
      if (!isFailing) {
        log.write(
          'warning',
          fn.name,
          `nothing is received from the queue "${queueName}", trying on: ${messageOf(thrown)}`,
        );
      }
      isFailing = true;
    },
    worked(): void {
      isFailing = false;
    },
  };
}

export function startQueueListener(binding: QueueBinding, services: HostServices): QueueListener {
  const { fn } = binding;
  const { invoker, log, config, capabilities, courtesy } = services;
  const { maxConcurrentCalls, maxMessageBatchSize, maxAutoLockRenewalMs } = config.serviceBus;
  const options = {
    isBinary: binding.isBinary,
    keepEmpty: (capabilities.IncludeEmptyEntriesInMessagePayload ?? '').trim() !== '',
  };
  const failures = createFailureLog(services, binding);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  async function settle(messages: readonly ServiceBusReceivedMessage[], act: keyof typeof settling): Promise<void> {
    await Promise.all(
      messages.map(async (message) => {
        try {
          await settling[act](message);
        } catch (thrown) {
          log.write('warning', fn.name, `a message could not be ${act}: ${messageOf(thrown)}`);
        }
      }),
    );
  }
  let receiver: ServiceBusReceiver;
  const settling = {
    completed: (message: ServiceBusReceivedMessage) => receiver.completeMessage(message),
    abandoned: (message: ServiceBusReceivedMessage) => receiver.abandonMessage(message),
  };

  async function invoke(
    messages: readonly ServiceBusReceivedMessage[],
    { data, metadata }: TriggerData,
  ): Promise<void> {
    await courtesy.turn(messages.length);
    try {
      await invoker.invoke(fn, data, { triggerMetadata: metadata });
    } catch (thrown) {
      log.write('error', fn.name, describe(thrown));
      // The library tells one outcome for two messages that follow each other when both are settled in one turn of the event
      // loop: a message that succeeded would be abandoned with its neighbour.
      await nextTurn();
      await settle(messages, 'abandoned');
      return;
    }
    if (binding.autoComplete) await settle(messages, 'completed');
  }

  function track(work: Promise<void>): Promise<void> {
    running.add(work);
    return work.finally(() => running.delete(work));
  }

  async function receiveBatches(): Promise<void> {
    const size = Math.min(maxMessageBatchSize, LARGEST_BATCH);
    while (!stopping.signal.aborted) {
      try {
        const messages = await receiver.receiveMessages(size, { maxWaitTimeInMs: BATCH_WAIT_MS });
        failures.worked();
        if (messages.length > 0) await invoke(messages, toBatchData(messages, options));
      } catch (thrown) {
        failures.failed(thrown);
        await wait(RETRY_DELAY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** The library itself keeps at it. */
  async function receiveEach(): Promise<void> {
    const subscription = receiver.subscribe(
      {
        processMessage: (message) => {
          failures.worked();
          return track(invoke([message], toSingleData(message, options)));
        },
        processError: ({ error }) => {
          // What ends while it is being ended is no failure.
          if (!stopping.signal.aborted) failures.failed(error);
          return Promise.resolve();
        },
      },
      { autoCompleteMessages: false, maxConcurrentCalls },
    );
    await stopped;
    await subscription.close();
    while (running.size > 0) await Promise.all(running);
  }

  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));

  async function listen(): Promise<void> {
    // Loaded here, so that an app without such functions does not pay for it.
    const { ServiceBusClient } = await import('@azure/service-bus');
    const client = new ServiceBusClient(binding.connectionString, {
      retryOptions: { maxRetries: 0, retryDelayInMs: RETRY_DELAY_MS, timeoutInMs: OPERATION_TIMEOUT_MS },
    });
    receiver = client.createReceiver(binding.queueName, {
      receiveMode: 'peekLock',
      maxAutoLockRenewalDurationInMs: maxAutoLockRenewalMs,
      skipParsingBodyAsJson: true,
      skipConvertingDate: true,
    });
    await (binding.isBatch ? receiveBatches() : receiveEach());
    await client.close();
  }

  const listening = listen().catch((thrown: unknown) => {
    log.write('error', fn.name, `the queue "${binding.queueName}" is not listened to any more: ${describe(thrown)}`);
  });
  return {
    stop() {
      stopping.abort();
      return listening;
    },
  };
}
