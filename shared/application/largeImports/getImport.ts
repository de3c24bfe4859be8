import type { Dependencies } from '../dependencies.ts';
import type { UseCases } from '../useCases.ts';
import { findImport } from './findImport.ts';
import { toImportView } from './toImportView.ts';

export function createGetImport({ imports }: Pick<Dependencies, 'imports'>): UseCases['getImport'] {
  return async function getImport(command) {
    const { body } = await findImport(imports, command);
    return toImportView(body);
  };
}
