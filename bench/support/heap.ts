import { setTimeout as wait } from 'node:timers/promises';

const FEWEST_PASSES = 3;
const MOST_PASSES = 12;
const PAUSE_MS = 20;
const NEGLIGIBLE_BYTES = 4_096;

/**
 * JavaScript heap and everything outside it that V8 accounts for: array buffers, and what native addons report. Collects
 * until nothing more goes, because one pass may leave what the stack or a finalizer still held. Needs --expose-gc.
 */
export async function measureHeap(): Promise<number> {
  const collectGarbage = globalThis.gc;
  if (collectGarbage === undefined) throw new Error('memory is measured with --expose-gc');
  let bytes = Infinity;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    await collectGarbage({ type: 'major', execution: 'async' });
    await wait(PAUSE_MS);
    const { heapUsed, external } = process.memoryUsage();
    if (pass >= FEWEST_PASSES && heapUsed + external > bytes - NEGLIGIBLE_BYTES) break;
    bytes = Math.min(bytes, heapUsed + external);
  }
  return bytes;
}
