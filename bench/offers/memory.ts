import { readTask, sendResult } from '../support/childTask.ts';
import { measureHeap } from '../support/heap.ts';
import { compileOffers, type OffersSize } from './catalog.ts';

/** Compiles the offers in a fresh process and says what that holds on to; run with --expose-gc. */
export interface OffersMemoryTask extends OffersSize {
  seed: number;
}

export interface OffersMemoryResult {
  memoryBytes: number;
}

const task = (await readTask()) as OffersMemoryTask;
const before = await measureHeap();
const compiled = compileOffers(task.seed, task);
const after = await measureHeap();
if (compiled.rows === 0) throw new Error('keeps the catalogue alive until it has been measured');
sendResult({ memoryBytes: after - before } satisfies OffersMemoryResult);
