import type { Attribute } from '../catalog/schema.ts';
import { numberBuilder } from './buildNumbers.ts';
import { categoryBuilder, setBuilder } from './buildOptions.ts';
import { refuseCodes, type ColumnBuilder } from './columnBuilder.ts';
import type { TextColumn } from './columns.ts';
import { knownBits } from './knownBits.ts';
import { createStringPool } from './stringPool.ts';

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
  const added: (string | null)[] = [];
  return {
    add: (value) => added.push(typeof value === 'string' ? value : null),
    codesOf: refuseCodes,
    build(sources, overlaid): TextColumn {
      const { known, rowsKnown } = knownBits(sources.length, (row) => added[sources[row]!] !== null);
      const used = Uint32Array.from(new Set(sources));
      const texts = createStringPool(Array.from(used, (source) => added[source] ?? ''));
      return { kind: 'text', attribute, overlaid, known, rowsKnown, texts, places: placesIn(used, sources) };
    },
  };
}

/** Where each source is among the used ones; null when they are the sources themselves. */
function placesIn(used: Uint32Array, sources: Uint32Array): Uint32Array | null {
  if (used.length === sources.length) return null;
  const placeOf = new Map(Array.from(used, (source, place) => [source, place]));
  return sources.map((source) => placeOf.get(source)!);
}
