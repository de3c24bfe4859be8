import type { DatabaseSync } from 'node:sqlite';
import { closed, toStoreError } from './toStoreError.ts';

/** Keeps one transaction, and with it one pause of the event loop, to a few milliseconds. */
const MAX_WRITES_PER_COMMIT = 256;

export interface GroupCommit {
  /**
   * Runs `change` in the next transaction and answers once that is on disk. A change is at most one writing statement,
   * so one that throws leaves no trace and its neighbours commit; losing a race is a result, not an exception.
   */
  write<Result>(change: () => Result): Promise<Result>;
  /** Commits what is waiting; afterwards every write is refused. */
  close(): void;
}

interface Waiting {
  change: () => unknown;
  /** Called only after COMMIT. */
  settle: (outcome: Outcome) => void;
}

type Outcome = { value: unknown } | { error: Error };

/**
 * Writes that arrive in the same turn of the event loop share one transaction and one sync. A turn's reads run before
 * or after that transaction, never inside, so they see committed documents only.
 */
export function createGroupCommit(database: DatabaseSync): GroupCommit {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let waiting: Waiting[] = [];
  let isOpen = true;

  function flush(): void {
    // `close` may have emptied the queue before its turn came.
    if (waiting.length === 0) return;
    const batch = waiting.slice(0, MAX_WRITES_PER_COMMIT);
    waiting = waiting.slice(MAX_WRITES_PER_COMMIT);
    if (waiting.length > 0) setImmediate(flush);
    const outcomes = commitTogether(batch);
    batch.forEach(({ settle }, position) => settle(outcomes[position]!));
  }

  function commitTogether(batch: Waiting[]): Outcome[] {
    try {
      begin.run();
      const outcomes = batch.map(({ change }) => attempt(change));
      commit.run();
      return outcomes;
    } catch (error) {
      rollBack();
      const failed = { error: toStoreError(error) };
      return batch.map(() => failed);
    }
  }

  function attempt(change: () => unknown): Outcome {
    try {
      return { value: change() };
    } catch (error) {
      // A full disk ends the whole transaction: nothing of this batch was kept.
      if (!database.isTransaction) throw error;
      return { error: toStoreError(error) };
    }
  }

  function rollBack(): void {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
  }

  return {
    write<Result>(change: () => Result): Promise<Result> {
      if (!isOpen) return Promise.reject(closed());
      return new Promise<Result>((resolve, reject) => {
        function settle(outcome: Outcome): void {
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.value as Result);
        }
        waiting.push({ change, settle });
        if (waiting.length === 1) setImmediate(flush);
      });
    },

    close() {
      isOpen = false;
      while (waiting.length > 0) flush();
    },
  };
}
