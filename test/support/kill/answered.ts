/** What the program sqliteWriters.ts writes and says, known to the test that kills it. */
export type WriterLine =
  | { type: 'acknowledged'; id: string; version: number; answer: string }
  | { type: 'removing' | 'removed'; id: string }
  | { type: 'refused'; code: unknown }
  | { type: 'read'; id: string; version: number };

export interface Answered {
  version: number;
  /** The newest answer, and all of them in order. */
  answer: string;
  journal: string[];
  /** Indexed while the version is odd, so that every write changes an index. */
  due?: number;
}

export const answeredCollection = { name: 'answered', indexes: { due: ['due'] } };

export const partitionKey = 'kill|test';
