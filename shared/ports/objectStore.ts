/**
 * Everything large and immutable is an object under a name made of segments (`catalogs/<tenant>/<catalog>/…`).
 *
 * Promises every adapter keeps (held by test/contract/objectStore.contract.ts):
 * - an object is seen whole or not at all, also after a crash in the middle of `put`, and is durable once `put`
 *   resolved (where the adapter persists);
 * - `put` stores once: a name that exists is left as it is (`exists`);
 * - segments are opaque text, told apart by UTF-16 code units; `put` takes 1 to `MAX_SEGMENTS` of them, each of 1 to
 *   `MAX_SEGMENT_LENGTH` units: no segment ever reaches another folder or object, whatever characters it holds (`..`,
 *   `/`, control characters, names that differ in case only). What cannot have been put is missing, never a fault;
 * - bytes handed out are the caller's own, in a buffer of their own from byte 0, so that any typed array can view them.
 *
 * AppError `store_unavailable` says that the store cannot be reached, is full or is closed.
 */
export interface ObjectStore {
  /**
   * A stream is taken chunk by chunk, as fast as the store writes; when it throws, nothing is stored and its error is
   * passed on. When the name exists already it may be left unread. Bytes must not change until the promise resolves.
   */
  put(name: ObjectName, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<'stored' | 'exists'>;
  get(name: ObjectName): Promise<Uint8Array | undefined>;
  /** Bytes from `start` to before `end` (whole numbers, 0 <= start <= end), cut at the object's end. */
  getRange(name: ObjectName, start: number, end: number): Promise<Uint8Array | undefined>;
  remove(name: ObjectName): Promise<'removed' | 'missing'>;
  describe(): Promise<Record<string, string | number | boolean>>;
  /** May be called again; every other call then is `store_unavailable`. */
  dispose(): Promise<void>;
}

export type ObjectName = readonly string[];

export const MAX_SEGMENTS = 8;

/** UTF-16 code units of one segment. */
export const MAX_SEGMENT_LENGTH = 200;
