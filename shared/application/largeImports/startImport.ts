import { AppError, type Fault } from '../../domain/errors.ts';
import type { Dependencies } from '../dependencies.ts';
import type { CatalogImport } from '../repositories/importRepository.ts';
import type { UseCases } from '../useCases.ts';
import { throwFaults } from '../checkQuestionnaire.ts';
import { changeImport, checkUploading, findImport } from './findImport.ts';
import { IMPORT_RULES } from './importRules.ts';
import { toImportView } from './toImportView.ts';

/** Hands a complete upload over to be read, checked and compiled in the background. */
export function createStartImport({
  imports,
  importLocks,
  clock,
}: Pick<Dependencies, 'imports' | 'importLocks' | 'clock'>): UseCases['startImport'] {
  return async function startImport(command) {
    const { body } = await findImport(imports, command);
    checkUploading(body);
    throwFaults('invalid_request', missingParts(body));
    const nowMs = clock.nowMs();
    if (!(await importLocks.take(command, body.importId, nowMs + IMPORT_RULES.leaseMs))) {
      throw new AppError('import_in_progress');
    }
    const started = await changeImport(imports, command, (before) => {
      checkUploading(before);
      return { ...before, status: 'waiting', dueAtMs: nowMs };
    });
    return toImportView(started);
  };
}

function missingParts({ files }: CatalogImport): Fault[] {
  return files.flatMap(({ name, parts }, index): Fault[] => {
    const path = `/files/${index}`;
    if (parts.length === 0) return [{ path, code: 'no_file', message: `Upload ${JSON.stringify(name)} first.` }];
    const missing = parts.indexOf(null);
    if (missing < 0) return [];
    return [{ path, code: 'missing_part', message: `Upload part ${missing + 1} of ${JSON.stringify(name)} first.` }];
  });
}
