import type { Value } from '../catalog/schema.ts';
import type { StoredColumn } from './columns.ts';

/** Collects the values of one attribute entry by entry, then builds its column in the order of the sorted rows. */
export interface ColumnBuilder {
  add(value: Value | undefined): void;
  /** `sources[row]` is the number of the entry, in the order of `add`, that becomes that row. */
  build(sources: Uint32Array, overlaid: boolean): StoredColumn;
  /** The codes that known values of a category will have. */
  codesOf(sources: Uint32Array): Uint32Array;
}

export function refuseCodes(): never {
  throw new Error('only the values of a category have codes');
}
