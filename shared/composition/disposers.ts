type Dispose = () => void | Promise<void>;

export interface Disposers {
  /** Registers what releases a resource, right after it was acquired. */
  add(dispose: Dispose): void;
  /** Releases everything, the latest first, also when some of it fails; then throws what failed. Once. */
  disposeAll(): Promise<void>;
}

export function createDisposers(): Disposers {
  const pending: Dispose[] = [];
  return {
    add: (dispose) => void pending.push(dispose),
    async disposeAll() {
      const failures: unknown[] = [];
      for (let dispose = pending.pop(); dispose !== undefined; dispose = pending.pop()) {
        try {
          await dispose();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be released');
    },
  };
}
