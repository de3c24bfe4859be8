import { AppError } from '../../domain/errors.ts';
import type { ObjectName, ObjectStore } from '../../ports/objectStore.ts';
import type { SourceFile } from '../../ports/sourceFiles.ts';
import type { CatalogImport } from '../repositories/importRepository.ts';

/** @param file place in the list of the import; a caller's own name never becomes one here. */
export const partName = ({ tenantId, importId }: CatalogImport, file: number, part: number): ObjectName => [
  'imports',
  tenantId,
  importId,
  String(file),
  String(part),
];

const CHUNK_BYTES = 1024 * 1024;

/** The uploaded files, read part by part. */
export function uploadedFiles(objects: ObjectStore, uploaded: CatalogImport): SourceFile[] {
  return uploaded.files.map(({ name, parts }, file) => ({
    name,
    bytes: parts.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    read: () => readParts(objects, uploaded, file, parts),
  }));
}

async function* readParts(
  objects: ObjectStore,
  uploaded: CatalogImport,
  file: number,
  parts: readonly (number | null)[],
): AsyncIterable<Uint8Array> {
  for (let part = 1; part <= parts.length; part++) {
    const bytes = parts[part - 1] ?? 0;
    for (let start = 0; start < bytes; start += CHUNK_BYTES) {
      const chunk = await objects.getRange(partName(uploaded, file, part), start, Math.min(bytes, start + CHUNK_BYTES));
      if (chunk === undefined) throw new AppError('store_unavailable', { detail: 'An uploaded part is not there' });
      yield chunk;
    }
  }
}

export async function removeUploads(objects: ObjectStore, uploaded: CatalogImport): Promise<void> {
  for (let file = 0; file < uploaded.files.length; file++) {
    const { parts } = uploaded.files[file]!;
    for (let part = 1; part <= parts.length; part++) await objects.remove(partName(uploaded, file, part));
  }
}
