import type { ShortlistEvent } from '../domain/events/event.ts';

/**
 * Promises every adapter keeps:
 * - when `publish` resolves, every event is stored where it is delivered from; when it rejects, any of them may be;
 * - the same event has the same id each time, so that whoever receives it twice can tell;
 * - events may be of several aggregates and of any number: the adapter keeps to the limits of its service.
 *
 * AppError `events_unavailable` says that the service cannot be reached or refuses; `details.retryAfterSeconds` when it said so.
 */
export interface EventPublisher {
  publish(events: readonly ShortlistEvent[]): Promise<void>;
  describe(): Promise<Record<string, string | number | boolean>>;
  /** May be called again; `publish` then is `events_unavailable`. */
  dispose(): Promise<void>;
}
