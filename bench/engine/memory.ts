import { createPlans } from '../panel/plans.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { measureHeap } from '../support/heap.ts';
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

const task = (await readTask()) as MemoryTask;
const build = await loadBuilder(task.engine);

const before = await measureHeap();
const engine = build(createPlans(task.seed, task.plans));
const after = await measureHeap();
if (typeof engine.answer !== 'function') throw new Error('keeps the engine alive until it has been measured');
sendResult({ memoryBytes: after - before } satisfies MemoryResult);
