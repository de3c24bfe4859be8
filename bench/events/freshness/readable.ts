import { setTimeout as wait } from 'node:timers/promises';
import type { RecommendationsAnswer } from '../../../shared/application/useCases.ts';
import { call } from '../../http/api.ts';
import { patiently } from './patiently.ts';
import type { SessionProgress } from './task.ts';

const AT_ONCE = 8;
const POLL_MS = 100;

/** Of how many sessions the latest acknowledged response does not become readable in a precomputed list within the patience. */
export async function countUnreadable(
  origin: string,
  sessions: readonly SessionProgress[],
  patienceMs: number,
): Promise<number> {
  const deadlineMs = performance.now() + patienceMs;
  const left = [...sessions];
  let unreadable = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let session = left.pop(); session !== undefined; session = left.pop()) {
        if (!(await becomesReadable(origin, session, deadlineMs))) unreadable += 1;
      }
    }),
  );
  return unreadable;
}

async function becomesReadable(
  origin: string,
  { sessionId, token, version }: SessionProgress,
  deadlineMs: number,
): Promise<boolean> {
  for (;;) {
    const address = `${origin}/api/sessions/${sessionId}/recommendations?minVersion=${version}`;
    const list = (await patiently(() => call(address, { token }))).body as RecommendationsAnswer;
    if (list.source === 'precomputed' && list.sessionVersion >= version) return true;
    if (performance.now() > deadlineMs) return false;
    await wait(POLL_MS);
  }
}
