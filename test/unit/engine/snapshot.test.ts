import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { fromSnapshot, toSnapshot } from '../../../shared/domain/engine/snapshot.ts';
import { asSent } from '../../support/differences.ts';

const HEAD_BYTES = 16;
const align = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** A snapshot with another format number, and its description changed. */
function rewritten(bytes: Uint8Array, format: number, change: (description: Record<string, unknown>) => void) {
  const [magic, , length] = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
  const json = new TextDecoder().decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length!));
  const description = JSON.parse(json) as Record<string, unknown>;
  change(description);
  const text = new TextEncoder().encode(JSON.stringify(description));
  const arrays = bytes.subarray(align(HEAD_BYTES + length!));
  const start = align(HEAD_BYTES + text.length);
  const changed = new Uint8Array(start + arrays.length);
  new Uint32Array(changed.buffer, 0, 4).set([magic!, format, text.length, 0]);
  changed.set(text, HEAD_BYTES);
  changed.set(arrays, start);
  return changed;
}

describe('a snapshot', () => {
  it('of the format before offers is still opened', () => {
    const flat: Catalog = { ...exampleCatalog };
    delete flat.offers;
    const compiled = compileCatalog(flat);
    const old = rewritten(toSnapshot(compiled), 1, (description) => {
      delete description.markets;
      for (const column of description.columns as Record<string, unknown>[]) delete column.places;
    });
    const request = { responses: { network: ['A'] } };
    expect(asSent(recommend(fromSnapshot(old), request))).toEqual(asSent(recommend(compiled, request)));
  });

  it('of another format is refused', () => {
    const other = rewritten(toSnapshot(compileCatalog(exampleCatalog)), 99, () => undefined);
    expect(() => fromSnapshot(other)).toThrow('not a catalogue snapshot');
  });
});
