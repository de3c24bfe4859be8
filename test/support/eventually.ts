import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
const GIVE_UP_AFTER_MS = 20_000;

/** Looks again and again until there is something (not undefined, null or false); fails after 20 s, or after `withinMs`. */
export async function eventually<Found>(
  look: () => Promise<Found | undefined | null | false> | Found | undefined | null | false,
  withinMs = GIVE_UP_AFTER_MS,
): Promise<Found> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`not within ${withinMs} ms: ${look.toString()}`);
    await sleep(LOOK_EVERY_MS);
  }
}
