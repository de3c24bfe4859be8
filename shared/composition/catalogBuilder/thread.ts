import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { MessageChannel, parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { buildFromBody, buildFromSource } from '../../application/importing/buildCatalog.ts';
import type { BuildProgress, BuiltCatalog } from '../../ports/catalogBuilder.ts';
import type { SourceFile } from '../../ports/sourceFiles.ts';
import { recordReader } from '../recordReader.ts';
import { createCourtesy } from './courtesy.ts';
import { fromFailure, toFailure } from './failures.ts';
import type { FromThread, ReadAnswer, Task } from './protocol.ts';

/** Read at once: what becomes of it is dead before the collector of young objects comes round, and costs it nothing. */
const SLICE_BYTES = 64 * 1024;

/** Between two words about the progress. */
const PROGRESS_MS = 250;

const parent = parentPort!;
const { order, busy } = workerData as Task;
const giveWay = createCourtesy(busy);
const tell = (message: FromThread, transfer: ArrayBuffer[] | MessagePort[] = []): void =>
  parent.postMessage(message, transfer);

let toldAt = 0;
let stepTold = '';
function tellProgress(progress: BuildProgress): void {
  const now = performance.now();
  if (progress.step === stepTold && now - toldAt < PROGRESS_MS) return;
  toldAt = now;
  stepTold = progress.step;
  tell({ kind: 'progress', progress });
}

async function build(): Promise<BuiltCatalog> {
  if (order.kind === 'body') return buildFromBody(order);
  const files = order.files.map((file, index): SourceFile => ({ ...file, read: () => readFile(index) }));
  return buildFromSource(recordReader, { files, mapping: order.mapping, onProgress: tellProgress }, giveWay);
}

/** One chunk at a time, so that a fast store does not fill the memory of a slow reader. */
async function* readFile(file: number): AsyncIterable<Uint8Array> {
  const { port1, port2 } = new MessageChannel();
  tell({ kind: 'read', file, port: port2 }, [port2]);
  try {
    for (;;) {
      const answer = new Promise<ReadAnswer>((resolve) => port1.once('message', resolve));
      port1.postMessage('next');
      const received = await answer;
      if ('failure' in received) throw fromFailure(received.failure);
      if (received.chunk === null) return;
      const { chunk } = received;
      for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
        yield chunk.subarray(start, start + SLICE_BYTES);
        giveWay();
      }
    }
  } finally {
    port1.close();
  }
}

/** Whoever is answered comes first. On Linux a thread has a priority of its own; elsewhere it stays as it is. */
function stepBack(): void {
  if (process.platform !== 'linux') return;
  try {
    const [, thread] = /task\/(\d+)$/.exec(readlinkSync('/proc/thread-self')) ?? [];
    if (thread !== undefined) setPriority(Number(thread), constants.priority.PRIORITY_LOW);
  } catch {
    // A container may forbid it.
  }
}

stepBack();
void build().then(
  (built) =>
    tell(
      { kind: 'built', built },
      built.outcome === 'built' ? [...new Set(built.version.snapshot.map(({ buffer }) => buffer))] : [],
    ),
  (error: unknown) => tell({ kind: 'failed', failure: toFailure(error) }),
);
