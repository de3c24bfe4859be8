import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 500;
const TRIES = 120;

/** For what surrounds a measurement: a server that is still busy with it refuses, and is asked again. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES) throw error;
      await wait(PAUSE_MS);
    }
  }
}
