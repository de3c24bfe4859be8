import { randomUUID } from 'node:crypto';
import { createAlarm } from './alarm.ts';
import { encodeOutgoing, withApplicationProperties, type IncomingMessage, type MessageFacts } from './amqpMessage.ts';
import { Fault, lockLost } from './fault.ts';
import type { MessageStore } from './messageStore.ts';
import { createReadyMessages } from './readyMessages.ts';

/** A message that one receiver has for a while. */
export interface Lock {
  readonly token: string;
  readonly message: MessageFacts;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface QueueReceiver {
  /** How many messages it can take now. */
  credit(): number;
  deliver(lock: Lock, bytes: Buffer): void;
}

export interface QueueRules {
  /** As it is stored; in lower case. */
  readonly key: string;
  readonly lockMs: number;
  readonly maxDeliveryCount: number;
  readonly timeToLiveMs: number;
  readonly deadLetterOnExpiration: boolean;
  /** Undefined: this is a dead-letter queue itself, in which messages stay whatever happens. */
  readonly deadLetters: Queue | undefined;
}

export type Properties = ReadonlyMap<string, unknown>;

/** Promises resolve when the change is on disk, and reject with a Fault when it is refused. */
export interface Queue {
  readonly key: string;
  readonly deadLetters: Queue | undefined;
  addReceiver(receiver: QueueReceiver): void;
  /** What it holds stays locked, as on the platform. */
  removeReceiver(receiver: QueueReceiver): void;
  /** Delivers what waits to those with credit. */
  dispatch(): void;
  /** All or nothing. Resolves with the sequence numbers. */
  send(incoming: readonly IncomingMessage[]): Promise<number[]>;
  complete(token: string): Promise<void>;
  abandon(token: string, changed: Properties): Promise<void>;
  deadLetter(token: string, properties: Properties): Promise<void>;
  /** The new end of the lock, in milliseconds since 1970. */
  renew(token: string): number;
  /** Encoded, from the sequence number on. */
  peek(sequence: number, count: number): Buffer[];
  cancelScheduled(sequences: readonly number[]): Promise<void>;
  /** Takes what was stored elsewhere. */
  adopt(messages: readonly MessageFacts[]): void;
  close(): void;
}

/** At least this long between two looks at every waiting message for those that have expired. */
const SWEEP_INTERVAL_MS = 250;
const NO_PROPERTIES: Properties = new Map();

const deathProperties = (reason: string, description: string): Properties =>
  new Map([
    ['DeadLetterReason', reason],
    ['DeadLetterErrorDescription', description],
  ]);

export function createQueue(rules: QueueRules, store: MessageStore): Queue {
  const { key, deadLetters } = rules;
  const ready = createReadyMessages();
  /** By token. Every lock lasts equally long and a renewed one goes to the end: the first ends first. */
  const locks = new Map<string, Lock>();
  let receivers: QueueReceiver[] = [];
  let nextExpiry = Infinity;
  let lastSweep = 0;
  const alarm = createAlarm(onAlarm);

  function lock(message: MessageFacts): Lock {
    const taken = { token: randomUUID(), message, until: Date.now() + rules.lockMs };
    locks.set(taken.token, taken);
    alarm.at(taken.until);
    return taken;
  }

  function lockOf(token: string): Lock {
    const held = locks.get(token);
    if (!held || held.until <= Date.now()) throw lockLost();
    return held;
  }

  function unlock(token: string): MessageFacts {
    const { message } = lockOf(token);
    locks.delete(token);
    return message;
  }

  function adopt(messages: readonly MessageFacts[]): void {
    for (const message of messages) {
      ready.add(message);
      nextExpiry = Math.min(nextExpiry, message.expiresAt);
    }
    alarm.at(Math.max(nextExpiry, lastSweep + SWEEP_INTERVAL_MS));
    dispatch();
  }

  function dispatch(): void {
    let receiver = nextReceiver();
    while (receiver && ready.size > 0) {
      const message = ready.takeFirst()!;
      if (message.expiresAt <= Date.now()) {
        expire(message);
        continue;
      }
      const taken = lock(message);
      receiver.deliver(taken, encodeOutgoing(store.contentOf(message.sequence), message, { lockedUntil: taken.until }));
      receiver = nextReceiver();
    }
  }

  /** In turn. */
  function nextReceiver(): QueueReceiver | undefined {
    const found = receivers.findIndex((receiver) => receiver.credit() > 0);
    if (found < 0) return undefined;
    const receiver = receivers[found]!;
    if (receivers.length > 1) receivers = [...receivers.slice(found + 1), ...receivers.slice(0, found + 1)];
    return receiver;
  }

  /** Stores the change of a message that is out of the queue now; should that fail, it is back in it as it was. */
  async function change(message: MessageFacts, write: () => void, when: 'now' | 'soon' = 'now'): Promise<void> {
    try {
      await (when === 'now' ? store.write(write) : store.writeSoon(write));
    } catch (thrown) {
      adopt([message]);
      throw thrown;
    }
  }

  function bury(message: MessageFacts, grave: Queue, properties: Properties): Promise<void> {
    return change(message, () => {
      store.setContent(message.sequence, withApplicationProperties(store.contentOf(message.sequence), properties));
      store.setDeliveryCount(message.sequence, message.deliveryCount);
      store.moveTo(grave.key, message.sequence);
    }).then(() => grave.adopt([{ ...message, expiresAt: Infinity }]));
  }

  /** Ends a delivery that led to nothing. */
  async function giveBack(message: MessageFacts, changed: Properties): Promise<void> {
    const returned = { ...message, deliveryCount: message.deliveryCount + 1 };
    if (deadLetters && returned.deliveryCount >= rules.maxDeliveryCount) {
      const description = `Message could not be consumed after ${rules.maxDeliveryCount} delivery attempts.`;
      const death = deathProperties('MaxDeliveryCountExceeded', description);
      return bury(returned, deadLetters, new Map([...changed, ...death]));
    }
    await change(message, () => {
      store.setDeliveryCount(returned.sequence, returned.deliveryCount);
      if (changed.size > 0) {
        store.setContent(returned.sequence, withApplicationProperties(store.contentOf(returned.sequence), changed));
      }
    });
    adopt([returned]);
  }

  function expire(message: MessageFacts): void {
    inBackground(
      deadLetters && rules.deadLetterOnExpiration
        ? bury(
            message,
            deadLetters,
            deathProperties('TTLExpiredException', 'The message expired and was dead lettered.'),
          )
        : change(message, () => store.remove(message.sequence)),
    );
  }

  /** Nobody waits for these; one that the disk refuses is tried again when the alarm rings next. */
  function inBackground(work: Promise<void>): void {
    work.catch(() => alarm.at(Date.now() + SWEEP_INTERVAL_MS));
  }

  function onAlarm(): void {
    const now = Date.now();
    for (const held of locks.values()) {
      if (held.until > now) break;
      locks.delete(held.token);
      inBackground(giveBack(held.message, NO_PROPERTIES));
    }
    if (nextExpiry <= now) sweep(now);
    const due = store.nextDue(key);
    if (due !== undefined && due <= now) inBackground(store.write(() => store.activate(key, now)).then(onActivated));
    else if (due !== undefined) alarm.at(due);
    const [oldest] = locks.values();
    if (oldest) alarm.at(oldest.until);
    alarm.at(Math.max(nextExpiry, lastSweep + SWEEP_INTERVAL_MS));
  }

  function onActivated(messages: readonly MessageFacts[]): void {
    adopt(messages);
    alarm.at(store.nextDue(key) ?? Infinity);
  }

  function sweep(now: number): void {
    lastSweep = now;
    nextExpiry = Infinity;
    const expired = ready.takeWhere((message) => {
      if (message.expiresAt <= now) return true;
      nextExpiry = Math.min(nextExpiry, message.expiresAt);
      return false;
    });
    for (const message of expired) expire(message);
  }

  adopt(store.active(key));
  alarm.at(store.nextDue(key) ?? Infinity);

  return {
    key,
    deadLetters,
    adopt,
    dispatch,
    addReceiver(receiver) {
      receivers = [...receivers, receiver];
      dispatch();
    },
    removeReceiver(receiver) {
      receivers = receivers.filter((other) => other !== receiver);
    },
    async send(incoming) {
      const stored = await store.write(() => {
        const now = Date.now();
        return incoming.map(({ content, timeToLiveMs = Infinity, scheduledFor = 0 }) => {
          const dueAt = scheduledFor > now ? scheduledFor : undefined;
          const enqueuedAt = dueAt ?? now;
          const expiresAt = enqueuedAt + Math.min(timeToLiveMs, rules.timeToLiveMs);
          const sequence = store.insert({ queue: key, content, enqueuedAt, expiresAt, dueAt });
          return { sequence, deliveryCount: 0, enqueuedAt, expiresAt, dueAt };
        });
      });
      adopt(stored.filter(({ dueAt }) => dueAt === undefined));
      for (const { dueAt = Infinity } of stored) alarm.at(dueAt);
      return stored.map(({ sequence }) => sequence);
    },
    complete: async (token) => {
      const message = unlock(token);
      // Whoever completes is done; those who wait for a message to be stored go first.
      await change(message, () => store.remove(message.sequence), 'soon');
    },
    abandon: async (token, changed) => giveBack(unlock(token), changed),
    deadLetter: async (token, properties) => {
      if (!deadLetters)
        throw new Fault('amqp:not-allowed', 'A message of a dead-letter queue cannot be dead-lettered.');
      await bury(unlock(token), deadLetters, properties);
    },
    renew(token) {
      const renewed = { ...lockOf(token), until: Date.now() + rules.lockMs };
      locks.delete(token);
      locks.set(token, renewed);
      return renewed.until;
    },
    peek: (sequence, count) =>
      store
        .page(key, sequence, count, Date.now())
        .map((stored) =>
          encodeOutgoing(stored.content, stored, { state: stored.isScheduled ? 'scheduled' : 'active' }),
        ),
    async cancelScheduled(sequences) {
      const cancelled = await store.write(() => store.cancel(key, sequences));
      if (cancelled < sequences.length) {
        throw new Fault('com.microsoft:message-not-found', 'A message to cancel is not, or no longer, scheduled.');
      }
    },
    close: () => alarm.stop(),
  };
}
