/** The files of one import, wherever they are: a folder, an upload, stored objects. */
export interface SourceFiles {
  /** A file by the name the mapping gives it, or the import's only file without one; undefined when it is not there. */
  open(name: string | undefined): Promise<SourceFile | undefined>;
}

export interface SourceFile {
  /** As a person knows it; its ending may tell the format. */
  readonly name: string;
  /** undefined where it is not known before the end. */
  readonly bytes: number | undefined;
  /**
   * The content from the start, as often as it is asked for. A chunk is its reader's own, who may pass it to another thread.
   * Throws AppError when it cannot be read.
   */
  read(): AsyncIterable<Uint8Array>;
}
