import type { MessagePort } from 'node:worker_threads';
import type { BuildProgress, BuiltCatalog } from '../../ports/catalogBuilder.ts';

/** What the thread is asked for: one build, then it ends. */
export type Order =
  | { kind: 'body'; bytes: Uint8Array<ArrayBuffer>; maxRows: number; otherWay: string }
  | { kind: 'source'; files: readonly OrderedFile[]; mapping: unknown };

/** What a thread is started with. */
export interface Task {
  order: Order;
  /** How busy the one is who serves, see courtesy.ts. */
  busy: SharedArrayBuffer;
}

export interface OrderedFile {
  name: string;
  bytes: number | undefined;
}

export type FromThread =
  /** Wants the content of a file from its start; chunks come over `port`, each when asked for. */
  | { kind: 'read'; file: number; port: MessagePort }
  | { kind: 'progress'; progress: BuildProgress }
  | { kind: 'built'; built: BuiltCatalog }
  | { kind: 'failed'; failure: Failure };

/** Over the port of a read; `null` is the end. */
export type ReadAnswer = { chunk: Uint8Array | null } | { failure: Failure };

/** An error that can travel. */
export interface Failure {
  /** Absent for one that nobody foresaw. */
  code?: string;
  message: string;
  details?: unknown;
}
