import type { Attribute } from '../catalog/schema.ts';
import { numberBuilder } from './buildNumbers.ts';
import { categoryBuilder, setBuilder } from './buildOptions.ts';
import { refuseCodes, type ColumnBuilder } from './columnBuilder.ts';
import type { TextColumn } from './columns.ts';
import { createGrowingArray } from '../growingArray.ts';
import { knownBits } from './knownBits.ts';
import { createGrowingStrings } from './stringPool.ts';

export function createColumnBuilder(attribute: Attribute): ColumnBuilder {
  switch (attribute.type) {
    case 'number':
      return numberBuilder(attribute);
    case 'text':
      return textBuilder(attribute);
    case 'boolean':
      return categoryBuilder(attribute, ['true', 'false']);
    case 'category':
      return categoryBuilder(attribute, declaredValues(attribute));
    case 'set':
      return setBuilder(attribute, declaredValues(attribute));
  }
}

const declaredValues = ({ values = [] }: Attribute): string[] => values.map(({ value }) => value);

function textBuilder(attribute: Attribute): ColumnBuilder {
  const added = createGrowingStrings();
  const given = createGrowingArray(Uint8Array);
  return {
    add(value) {
      const isGiven = typeof value === 'string';
      added.push(isGiven ? value : '');
      given.push(isGiven ? 1 : 0);
    },
    codesOf: refuseCodes,
    build(sources, overlaid): TextColumn {
      const isGiven = given.view();
      const { known, rowsKnown } = knownBits(sources.length, (row) => isGiven[sources[row]!] === 1);
      const { used, places } = shareSources(sources, added.length);
      const texts = added.pool(used);
      added.clear();
      return { kind: 'text', attribute, overlaid, known, rowsKnown, texts, places };
    },
  };
}

/**
 * The sources in the order of their first rows, each once, and where among them that of each row is; null when no two rows
 * share one.
 *
 * @param entries above every source
 */
function shareSources(sources: Uint32Array, entries: number): { used: Uint32Array; places: Uint32Array | null } {
  /** By source, its place plus 1; 0 while it is not used. */
  const placeOf = new Uint32Array(entries);
  const used = createGrowingArray(Uint32Array);
  for (const source of sources) {
    if (placeOf[source] !== 0) continue;
    used.push(source);
    placeOf[source] = used.length;
  }
  const isShared = used.length < sources.length;
  return { used: used.view(), places: isShared ? sources.map((source) => placeOf[source]! - 1) : null };
}
