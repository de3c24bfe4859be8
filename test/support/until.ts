import { setTimeout as delay } from 'node:timers/promises';

const STEP_MS = 50;
const LONGEST_MS = 30_000;

/** What `look` finds, asked again until it finds something. Fails after half a minute: whatever is waited for takes moments. */
export async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  const deadline = Date.now() + LONGEST_MS;
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not found within ${LONGEST_MS} ms: ${look.toString()}`);
    await delay(STEP_MS);
  }
}
