import { AppError } from '../../domain/errors.ts';
import type { Dependencies } from '../dependencies.ts';
import type { UseCases } from '../useCases.ts';
import type { CatalogImport } from '../repositories/importRepository.ts';
import { changeImport, checkUploading } from './findImport.ts';
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
    const write = (size: number | null): Promise<CatalogImport> =>
      changeImport(imports, command, (before) => {
        checkUploading(before);
        const place = placeOf(before, file);
        const files = before.files.map((each, index) =>
          index === place ? { ...each, parts: withPart(each.parts, part, size) } : each,
        );
        return { ...before, files };
      });
    // Missing until it is stored: nobody starts meanwhile, and what stays behind is known by its place.
    const expecting = await write(null);
    const name = partName(expecting, placeOf(expecting, file), part);
    await objects.remove(name);
    if ((await objects.put(name, bytes)) === 'exists') throw new AppError('write_conflict');
    await write(bytes.byteLength);
  };
}

function placeOf({ files }: CatalogImport, file: string): number {
  const place = files.findIndex(({ name }) => name === file);
  if (place < 0) throw new AppError('import_not_found', { detail: 'The import names no such file' });
  return place;
}

function withPart(parts: readonly (number | null)[], part: number, bytes: number | null): (number | null)[] {
  const changed = [...parts];
  while (changed.length < part) changed.push(null);
  changed[part - 1] = bytes;
  return changed;
}
