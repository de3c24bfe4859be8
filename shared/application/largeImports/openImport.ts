import { randomUUID } from 'node:crypto';
import { SourceFaults } from '../../domain/catalog/mapping/sourceFaults.ts';
import { validateMapping } from '../../domain/catalog/mapping/validateMapping.ts';
import { AppError, type Fault } from '../../domain/errors.ts';
import { throwFaults } from '../checkQuestionnaire.ts';
import type { Dependencies } from '../dependencies.ts';
import { checkCatalogId } from '../importCatalog.ts';
import type { CatalogImport } from '../repositories/importRepository.ts';
import type { UseCases } from '../useCases.ts';
import { IMPORT_RULES } from './importRules.ts';
import { toImportView } from './toImportView.ts';

/** Begins a large import: says what will be uploaded, and how it is to be read. */
export function createOpenImport({ imports, clock }: Pick<Dependencies, 'imports' | 'clock'>): UseCases['openImport'] {
  return async function openImport({ tenantId, catalogId, files, mapping }) {
    checkCatalogId(catalogId);
    throwFaults('invalid_request', checkFiles(files, mapping !== undefined));
    checkMapping(mapping);
    const nowMs = clock.nowMs();
    const opened: CatalogImport = {
      tenantId,
      catalogId,
      importId: randomUUID(),
      status: 'uploading',
      createdAt: new Date(nowMs).toISOString(),
      files: files.map((name) => ({ name, parts: [] })),
      mapping: mapping ?? null,
      attempts: 0,
      progress: null,
      result: null,
      faults: [],
      total: 0,
      notes: [],
      dueAtMs: nowMs + IMPORT_RULES.uploadMs,
    };
    await imports.create(opened);
    return toImportView(opened);
  };
}

function checkFiles(files: readonly string[], hasMapping: boolean): Fault[] {
  const faults: Fault[] = [];
  const add = (index: number | null, code: string, message: string): void => {
    faults.push({ path: index === null ? '/files' : `/files/${index}`, code, message });
  };
  if (files.length === 0 || files.length > IMPORT_RULES.files) {
    add(null, 'out_of_range', `Name 1 to ${IMPORT_RULES.files} files.`);
  }
  if (!hasMapping && files.length > 1) add(null, 'too_many', 'Several files need a mapping, which says what each is.');
  files.forEach((name, index) => {
    const fits = name.length > 0 && name.length <= IMPORT_RULES.fileNameLength && !/[\p{Cc}/\\]/u.test(name);
    if (!fits) {
      const message = `Name it with 1 to ${IMPORT_RULES.fileNameLength} characters, without slashes and control characters.`;
      add(index, 'invalid_name', message);
    }
    if (files.indexOf(name) !== index) add(index, 'duplicate_id', 'Name each file once.');
  });
  return faults;
}

/** What can be said of a mapping before anything is uploaded is said at once. */
function checkMapping(mapping: unknown): void {
  if (mapping === undefined) return;
  const faults = new SourceFaults();
  faults.pointInto('/mapping');
  const checked = validateMapping(mapping, faults);
  if (checked !== undefined && typeof checked.catalog === 'string') {
    faults.add('/catalog', 'no_file', 'Put the definition itself here: only the command line reads it from a file.');
  }
  if (faults.total > 0) throw new AppError('invalid_request', { faults: faults.listed, total: faults.total });
}
