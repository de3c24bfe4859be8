import { setTimeout as wait } from 'node:timers/promises';
import { createPlans } from '../panel/plans.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { loadBuilder, type EngineName } from './engines/index.ts';

/** Builds one engine in a fresh process and says what it holds on to; run with --expose-gc. */
export interface MemoryTask {
  engine: EngineName;
  plans: number;
  seed: number;
}

export interface MemoryResult {
  memoryBytes: number;
}

const FEWEST_PASSES = 3;
const MOST_PASSES = 12;
const PAUSE_MS = 20;
const NEGLIGIBLE_BYTES = 4_096;

const collectGarbage = globalThis.gc;
if (collectGarbage === undefined) throw new Error('memory is measured with --expose-gc');

const task = (await readTask()) as MemoryTask;
const build = await loadBuilder(task.engine);

/**
 * JavaScript heap and everything outside it that V8 accounts for: array buffers, and what native addons report. Collects
 * until nothing more goes, because one pass may leave what the stack or a finalizer still held.
 */
async function measureBytes(): Promise<number> {
  let bytes = Infinity;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    await collectGarbage!({ type: 'major', execution: 'async' });
    await wait(PAUSE_MS);
    const { heapUsed, external } = process.memoryUsage();
    if (pass >= FEWEST_PASSES && heapUsed + external > bytes - NEGLIGIBLE_BYTES) break;
    bytes = Math.min(bytes, heapUsed + external);
  }
  return bytes;
}

const before = await measureBytes();
const engine = build(createPlans(task.seed, task.plans));
const after = await measureBytes();
if (typeof engine.answer !== 'function') throw new Error('keeps the engine alive until it has been measured');
sendResult({ memoryBytes: after - before } satisfies MemoryResult);
