import { createPlans } from '../panel/plans.ts';
import { readTask, sendResult } from '../support/runChild.ts';
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

const collectGarbage = globalThis.gc;
if (collectGarbage === undefined) throw new Error('memory is measured with --expose-gc');

const task = (await readTask()) as MemoryTask;
const build = await loadBuilder(task.engine);

/** JavaScript heap and everything outside it that V8 accounts for: array buffers, and what native addons report. */
async function measureBytes(): Promise<number> {
  for (let pass = 0; pass < 3; pass += 1) {
    await collectGarbage!({ type: 'major', execution: 'async' });
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = await measureBytes();
const engine = build(createPlans(task.seed, task.plans));
const after = await measureBytes();
if (typeof engine.answer !== 'function') throw new Error('keeps the engine alive until it has been measured');
sendResult({ memoryBytes: after - before } satisfies MemoryResult);
