import { AppError } from '../../domain/errors.ts';
import type { StoredDocument } from '../../ports/documentStore.ts';
import type { CatalogImport, ImportRepository } from '../repositories/importRepository.ts';
import type { ImportCommand } from '../useCases.ts';

const MAX_ATTEMPTS = 10;

/** Throws AppError `import_not_found`. */
export async function findImport(
  imports: ImportRepository,
  command: ImportCommand,
): Promise<StoredDocument<CatalogImport>> {
  const found = await imports.get(command, command.importId);
  if (found === undefined) throw new AppError('import_not_found');
  return found;
}

/** Changes an import as it is now, whoever else changes it; `change` may throw. */
export async function changeImport(
  imports: ImportRepository,
  command: ImportCommand,
  change: (before: CatalogImport) => CatalogImport,
): Promise<CatalogImport> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const { body, revision } = await findImport(imports, command);
    const changed = change(body);
    if ((await imports.replace(revision, changed)).outcome === 'replaced') return changed;
  }
  throw new AppError('write_conflict');
}

/** Throws AppError `import_started` for one that takes no more uploads. */
export function checkUploading({ status }: CatalogImport): void {
  if (status !== 'uploading') throw new AppError('import_started');
}
