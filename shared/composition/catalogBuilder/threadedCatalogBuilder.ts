import { resolve } from 'node:path';
import { Worker, type MessagePort } from 'node:worker_threads';
import { AppError } from '../../domain/errors.ts';
import type { BuiltCatalog, CatalogBuilder } from '../../ports/catalogBuilder.ts';
import type { SourceFile } from '../../ports/sourceFiles.ts';
import { measureBusy } from './courtesy.ts';
import { fromFailure, toFailure } from './failures.ts';
import type { FromThread, Order, ReadAnswer, Task } from './protocol.ts';

/** The build puts the thread beside the bundle and says so here; sources run from the folder of the project. */
declare const CATALOG_THREAD_BESIDE: string | undefined;

const threadFile = (): string =>
  typeof CATALOG_THREAD_BESIDE === 'string'
    ? resolve(__dirname, CATALOG_THREAD_BESIDE)
    : resolve('shared/composition/catalogBuilder/thread.ts');

/**
 * Builds each catalogue in a thread of its own, whose memory goes when it ends. Whatever it reads comes from here, chunk by
 * chunk, because stores belong to one process and thread.
 */
export function createThreadedCatalogBuilder(): CatalogBuilder {
  const running = new Set<Worker>();
  return {
    async buildBody({ bytes, maxRows, otherWay }) {
      return run(running, { kind: 'body', bytes, maxRows, otherWay }, { transfer: [bytes.buffer] });
    },
    async buildSource({ files, mapping, onProgress }) {
      const described = files.map(({ name, bytes }) => ({ name, bytes }));
      return run(running, { kind: 'source', files: described, mapping }, { files, onProgress });
    },
    async dispose() {
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}

interface Surroundings {
  files?: readonly SourceFile[];
  onProgress?: (progress: Extract<FromThread, { kind: 'progress' }>['progress']) => void;
  transfer?: ArrayBuffer[];
}

function run(running: Set<Worker>, order: Order, { files = [], onProgress, transfer = [] }: Surroundings) {
  const { busy, stop } = measureBusy();
  const worker = new Worker(threadFile(), { workerData: { order, busy } satisfies Task, transferList: transfer });
  running.add(worker);
  return new Promise<BuiltCatalog>((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'read') answerReads(message.port, files[message.file]!);
      else if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'built') resolve(message.built);
      else reject(fromFailure(message.failure));
    });
    worker.on('error', (error: Error & { code?: string }) => reject(explain(error)));
    // Whatever was told before has settled the promise by now.
    worker.on('exit', () => {
      running.delete(worker);
      stop();
      reject(new AppError('interrupted'));
    });
  });
}

function explain(error: Error & { code?: string }): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new AppError('catalog_too_large', { detail: 'Give the process more memory, or split the catalogue.' }, error);
}

/** Sends the next chunk whenever the thread asks for one, until it closes the port. */
function answerReads(port: MessagePort, file: SourceFile): void {
  const chunks = file.read()[Symbol.asyncIterator]();
  const answer = async (): Promise<ReadAnswer> => {
    try {
      const next = await chunks.next();
      return { chunk: next.done === true ? null : next.value };
    } catch (error) {
      return { failure: toFailure(error) };
    }
  };
  port.on('message', () => void answer().then((found) => port.postMessage(found, ownBuffers(found))));
  port.on('close', () => void chunks.return?.());
}

/** A chunk that has its buffer for itself is handed over; copying it would take as long as reading it. */
function ownBuffers(answer: ReadAnswer): ArrayBuffer[] {
  const chunk = 'chunk' in answer ? answer.chunk : null;
  if (chunk === null || chunk.byteLength < chunk.buffer.byteLength || !(chunk.buffer instanceof ArrayBuffer)) return [];
  return [chunk.buffer];
}
