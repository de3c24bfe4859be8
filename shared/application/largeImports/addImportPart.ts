import { AppError } from '../../domain/errors.ts';
import type { Dependencies } from '../dependencies.ts';
import type { UseCases } from '../useCases.ts';
import { changeImport, checkUploading, findImport } from './findImport.ts';
import { IMPORT_RULES } from './importRules.ts';
import { partName } from './uploadedFiles.ts';

/** Takes one part of one file; the same part again replaces it. A part is stored whole or not at all. */
export function createAddImportPart({
  imports,
  objects,
}: Pick<Dependencies, 'imports' | 'objects'>): UseCases['addImportPart'] {
  return async function addImportPart({ file, part, bytes, ...command }) {
    if (!Number.isInteger(part) || part < 1 || part > IMPORT_RULES.parts) {
      const message = `must be a whole number from 1 to ${IMPORT_RULES.parts}`;
      throw new AppError('invalid_request', { faults: [{ path: 'part', code: 'out_of_range', message }] });
    }
    const { body } = await findImport(imports, command);
    checkUploading(body);
    const place = body.files.findIndex(({ name }) => name === file);
    if (place < 0) throw new AppError('import_not_found', { detail: 'The import names no such file' });
    const name = partName(body, place, part);
    await objects.remove(name);
    await objects.put(name, bytes);
    await changeImport(imports, command, (before) => {
      checkUploading(before);
      const files = before.files.map((each, index) =>
        index === place ? { ...each, parts: withPart(each.parts, part, bytes.byteLength) } : each,
      );
      return { ...before, files };
    });
  };
}

function withPart(parts: readonly (number | null)[], part: number, bytes: number): (number | null)[] {
  const changed = [...parts];
  while (changed.length < part) changed.push(null);
  changed[part - 1] = bytes;
  return changed;
}
