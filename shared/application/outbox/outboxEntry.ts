import type { ShortlistEvent } from '../../domain/events/event.ts';

/** One aggregate with events that are still to be published: a session, a catalogue. */
export interface OutboxEntry {
  /** Tells aggregates apart. */
  readonly key: string;
  readonly bucket: number;
  /** Since when the oldest of the events waits; milliseconds since 1970. */
  readonly sinceMs: number;
  /** In order; empty when none comes after `through`. */
  eventsAfter(through: number): ShortlistEvent[];
  /** Moves the mark up to `through`, never back, whoever else changes the aggregate meanwhile. */
  markPublished(through: number): Promise<void>;
}

export interface OutboxPage {
  entries: OutboxEntry[];
  /** Absent on the last page. */
  next?: string;
}

/** Where aggregates of one kind with unpublished events are found, the longest waiting of a bucket first. */
export interface OutboxSource {
  findUnpublished(query: { bucket?: number; limit: number; cursor?: string }): Promise<OutboxPage>;
}
