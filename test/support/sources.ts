import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { collectCatalog, type CollectedCatalog } from '../../shared/application/collectCatalog.ts';
import { openSourceFolder } from '../../shared/composition/openSourceFolder.ts';
import { recordReader } from '../../shared/composition/recordReader.ts';
import type { SourceFiles } from '../../shared/ports/sourceFiles.ts';

/** Real data beside the project, which is no part of it; `SHORTLIST_DATA` says where it is elsewhere. */
export const dataFolder = resolve(process.env.SHORTLIST_DATA ?? join('..', 'shared', 'data'));

/**
 * A `describe` for tests on real data. Where it is missing they are skipped and the reason is printed, also with `CI` set:
 * the data is not the project's to bring.
 */
export function describeWithData(folder: string, name: string, tests: () => void): void {
  if (existsSync(join(dataFolder, folder))) {
    describe(name, tests);
    return;
  }
  const reason = `no ${folder} in ${dataFolder}; SHORTLIST_DATA names the folder that has it`;
  process.stderr.write(`skipped: ${name}: ${reason}\n`);
  describe.skip(name, tests);
}

export type Content = string | Uint8Array;

/** Files in memory, handed out in chunks. A single file stands for any name. */
export function filesOf(contents: Record<string, Content>, chunkBytes = 64 * 1024): SourceFiles {
  const names = Object.keys(contents);
  return {
    open: (wanted) => {
      const name = names.length === 1 ? names[0]! : wanted;
      const content = name === undefined ? undefined : contents[name];
      if (name === undefined || content === undefined) return Promise.resolve(undefined);
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      return Promise.resolve({ name, bytes: bytes.length, read: () => chunksOf(bytes, chunkBytes) });
    },
  };
}

export function chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncIterable<Uint8Array> {
  const count = Math.ceil(bytes.length / chunkBytes);
  return Readable.from(Array.from({ length: count }, (_, i) => bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes)));
}

export const gzip = (content: Content): Uint8Array => gzipSync(content);

export function collect(
  contents: Record<string, Content>,
  mapping?: unknown,
  definitions: Record<string, unknown> = {},
): Promise<CollectedCatalog> {
  return collectCatalog({
    reader: recordReader,
    files: filesOf(contents),
    ...(mapping !== undefined && { mapping, readDefinition: (file) => Promise.resolve(definitions[file]) }),
  });
}

/** Path and code of each fault; undefined where there is none. */
export async function faultsOf(...args: Parameters<typeof collect>): Promise<[string, string][] | undefined> {
  const collected = await collect(...args);
  return 'faults' in collected ? collected.faults.map(({ path, code }) => [path, code]) : undefined;
}

export async function collectFolder(folder: string, mapping: unknown, definition?: unknown): Promise<CollectedCatalog> {
  return collectCatalog({
    reader: recordReader,
    files: await openSourceFolder({ path: join(dataFolder, folder) }),
    mapping,
    readDefinition: () => Promise.resolve(definition),
  });
}
