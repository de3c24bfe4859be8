import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openAppendLog, type AppendLog } from './appendLog.ts';
import { readRecords } from './recordFile.ts';

/** An event that was accepted, for as long as a subscription is to get it. */
export interface AcceptedEvent {
  /** When it was accepted; milliseconds since 1970. */
  readonly publishedMs: number;
  /** The CloudEvent as JSON text. */
  readonly body: string;
  readonly deliveries: Set<Delivery>;
}

/** One event on its way to one subscription. */
export interface Delivery {
  /** The same in every attempt, another one for every event and subscription. */
  readonly messageId: string;
  readonly subscription: string;
  readonly event: AcceptedEvent;
  /** Those that failed. */
  attempts: number;
  lastOutcome?: string;
  lastAttemptMs?: number;
}

export interface NewEvent {
  readonly body: string;
  /** Names of those that want it. */
  readonly subscriptions: readonly string[];
}

/** What must not be forgotten: which events are still to be delivered to whom. */
export interface EventJournal {
  /** What an earlier run left to be done, the oldest first. */
  readonly leftOver: readonly Delivery[];
  /** Size of all events that are to be delivered, in characters. */
  readonly waitingCharacters: number;
  /** Durable when it resolves. Gives the deliveries to make; none for an event that no subscription wants. */
  accept(events: readonly NewEvent[], publishedMs: number): Promise<Delivery[]>;
  /** The attempt that `delivery` now tells of failed. */
  attempted(delivery: Delivery): void;
  /** Delivered, or given up: it is not to be made again. */
  settle(delivery: Delivery): void;
  close(): Promise<void>;
}

export interface EventJournalOptions {
  /** Undefined: everything is forgotten with the process. */
  directory: string | undefined;
  compactAboveBytes: number;
  onCompactionFailure: (thrown: unknown) => void;
}

type JournalRecord =
  | { kind: 'accepted'; publishedMs: number; to: [subscription: string, messageId: string][]; event: object }
  | { kind: 'attempted'; messageId: string; attempts: number; outcome: string | undefined; atMs: number | undefined }
  | { kind: 'settled'; messageId: string };

const noLog: AppendLog = {
  append: () => Promise.resolve(),
  note: () => undefined,
  close: () => Promise.resolve(),
};

export async function openEventJournal(options: EventJournalOptions): Promise<EventJournal> {
  const { directory, ...logOptions } = options;
  const events = new Set<AcceptedEvent>();
  let waitingCharacters = 0;

  function add(body: string, publishedMs: number, to: readonly [subscription: string, messageId: string][]) {
    const event: AcceptedEvent = { publishedMs, body, deliveries: new Set() };
    for (const [subscription, messageId] of to) event.deliveries.add({ messageId, subscription, event, attempts: 0 });
    events.add(event);
    waitingCharacters += body.length;
    return event;
  }

  function forget(event: AcceptedEvent): void {
    if (events.delete(event)) waitingCharacters -= event.body.length;
  }

  function remove(delivery: Delivery): void {
    delivery.event.deliveries.delete(delivery);
    if (delivery.event.deliveries.size === 0) forget(delivery.event);
  }

  async function replay(path: string): Promise<void> {
    const byId = new Map<string, Delivery>();
    for await (const text of readRecords(path)) {
      const record = JSON.parse(text) as JournalRecord;
      if (record.kind === 'accepted') {
        const event = add(JSON.stringify(record.event), record.publishedMs, record.to);
        for (const delivery of event.deliveries) byId.set(delivery.messageId, delivery);
        continue;
      }
      const delivery = byId.get(record.messageId);
      if (!delivery) continue;
      if (record.kind === 'settled') remove(delivery);
      else {
        delivery.attempts = record.attempts;
        delivery.lastOutcome = record.outcome;
        delivery.lastAttemptMs = record.atMs;
      }
    }
  }

  function* liveRecords(): Generator<string> {
    for (const event of events) {
      yield acceptedRecord(event);
      for (const delivery of event.deliveries) if (delivery.attempts > 0) yield attemptedRecord(delivery);
    }
  }

  async function openLog(folder: string): Promise<AppendLog> {
    const path = join(folder, 'journal');
    await replay(path);
    return openAppendLog({ path, liveRecords, ...logOptions });
  }

  const log = directory === undefined ? noLog : await openLog(directory);
  return {
    leftOver: [...events].flatMap((event) => [...event.deliveries]),
    get waitingCharacters() {
      return waitingCharacters;
    },
    async accept(newEvents, publishedMs) {
      // Live before they are written: the file may be written anew in between.
      const accepted = newEvents
        .filter(({ subscriptions }) => subscriptions.length > 0)
        .map(({ body, subscriptions }) =>
          add(
            body,
            publishedMs,
            subscriptions.map((name) => [name, randomUUID()]),
          ),
        );
      if (accepted.length === 0) return [];
      try {
        await log.append(accepted.map(acceptedRecord));
      } catch (error) {
        accepted.forEach(forget);
        throw error;
      }
      return accepted.flatMap((event) => [...event.deliveries]);
    },
    attempted: (delivery) => log.note(attemptedRecord(delivery)),
    settle(delivery) {
      remove(delivery);
      log.note(toText({ kind: 'settled', messageId: delivery.messageId }));
    },
    close: () => log.close(),
  };
}

const toText = (record: JournalRecord): string => JSON.stringify(record);

/** The event is JSON text already. */
function acceptedRecord({ publishedMs, body, deliveries }: AcceptedEvent): string {
  const to = JSON.stringify([...deliveries].map(({ subscription, messageId }) => [subscription, messageId]));
  return `{"kind":"accepted","publishedMs":${publishedMs},"to":${to},"event":${body}}`;
}

function attemptedRecord({ messageId, attempts, lastOutcome, lastAttemptMs }: Delivery): string {
  return toText({ kind: 'attempted', messageId, attempts, outcome: lastOutcome, atMs: lastAttemptMs });
}
