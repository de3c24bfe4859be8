import type { CatalogImport } from '../repositories/importRepository.ts';
import type { ImportView } from '../useCases.ts';
import { IMPORT_RULES } from './importRules.ts';

export function toImportView(stored: CatalogImport): ImportView {
  const { importId, catalogId, status, createdAt, files, progress, result, faults, total, notes } = stored;
  return {
    importId,
    catalogId,
    status,
    createdAt,
    files: files.map(({ name, parts }) => ({
      name,
      parts: parts.filter((bytes) => bytes !== null).length,
      bytes: parts.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    })),
    partBytes: IMPORT_RULES.partBytes,
    progress: status === 'running' ? progress : null,
    result,
    faults,
    total,
    notes,
  };
}
