import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type { SourceFile, SourceFiles } from '../../ports/sourceFiles.ts';
import { isSystemError } from '../common/systemError.ts';

const CHUNK_BYTES = 256 * 1024;

export interface SourceFolderOptions {
  /** A folder of files, or the one file of an import, which then stands for whatever name the mapping gives it. */
  path: string;
  /** Told of the bytes that were read from disk. */
  onBytes?: (bytes: number) => void;
}

/**
 * The files of an import on this machine. A name that leads out of the folder is not there: mappings may come from others.
 *
 * @throws {AppError} `invalid_request`, from here and while reading.
 */
export async function openSourceFolder({ path, onBytes }: SourceFolderOptions): Promise<SourceFiles> {
  const isFolder = (await look(path)).isDirectory();

  async function find(name: string | undefined): Promise<SourceFile | undefined> {
    const file = isFolder ? within(path, name) : path;
    if (file === undefined) return undefined;
    try {
      const found = await look(file);
      if (!found.isFile()) return undefined;
      return {
        name: isFolder ? relative(path, file) : basename(file),
        bytes: found.size,
        read: () => read(file, onBytes),
      };
    } catch (error) {
      if (error instanceof AppError && isMissing(error.cause)) return undefined;
      throw error;
    }
  }

  return { open: find };
}

function within(folder: string, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const file = resolve(join(folder, name));
  const inside = relative(resolve(folder), file);
  return inside.startsWith('..') || resolve(inside) === inside ? undefined : file;
}

async function look(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

async function* read(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      onBytes?.(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    throw toUnreadable(file, error);
  }
}

function toUnreadable(file: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new AppError('invalid_request', { detail: `${file} cannot be read: ${error.message}` }, error);
}

function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
