import type { SourceAccount } from '../domain/catalog/mapping/account.ts';
import type { Fault } from '../domain/errors.ts';
import type { SourceFile } from './sourceFiles.ts';

/**
 * Reads, checks and compiles catalogues where it keeps nobody waiting. Promises every adapter keeps:
 * - what the source holds is never thrown but told as faults; AppError `invalid_json` and `body_too_large` speak of a body
 *   that is no catalogue at all; what a file's own `read` throws is passed on;
 * - a build that runs out of memory fails with AppError `catalog_too_large`, one that is stopped by `dispose` with
 *   `interrupted`; neither leaves anything behind.
 */
export interface CatalogBuilder {
  /** A catalogue in JSON as one body. */
  buildBody(body: CatalogBody): Promise<BuiltCatalog>;
  /** A catalogue in files, through a mapping or in its own format. */
  buildSource(source: BuildSource): Promise<BuiltCatalog>;
  dispose(): Promise<void>;
}

export interface CatalogBody {
  /** Handed over: not to be used afterwards. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Plans and offer rows together, and what to say to whoever brings more. */
  maxRows: number;
  otherWay: string;
}

export interface BuildSource {
  files: readonly SourceFile[];
  /** As JSON; absent: the only file is a catalogue in its own format. */
  mapping?: unknown;
  onProgress: (progress: BuildProgress) => void;
}

export interface BuildProgress {
  /** What is being done, as a person reads it. */
  step: string;
  /** Of the files this step reads. */
  bytesRead: number;
  bytesTotal: number | null;
  plans: number;
  offerRows: number;
}

export type BuiltCatalog =
  | { outcome: 'built'; version: BuiltVersion; accounts: readonly SourceAccount[] }
  | { outcome: 'faults'; faults: readonly Fault[]; total: number };

/** A compiled version as it is stored. */
export interface BuiltVersion {
  /** In pieces that follow each other. */
  snapshot: readonly Uint8Array<ArrayBuffer>[];
  /** SHA-256 of the snapshot, hex. */
  digest: string;
  title: string | null;
  plans: number;
}
