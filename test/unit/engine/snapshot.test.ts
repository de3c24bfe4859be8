import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { fromSnapshot } from '../../../shared/domain/engine/snapshot.ts';
import { asSent } from '../../support/differences.ts';
import { snapshotBytes } from '../../support/snapshotBytes.ts';

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
    const old = rewritten(snapshotBytes(compiled), 1, (description) => {
      delete description.markets;
      for (const column of description.columns as Record<string, unknown>[]) {
        delete column.places;
        delete column.overlaid;
      }
    });
    const request = { responses: { network: ['A'] } };
    expect(asSent(recommend(fromSnapshot(old), request))).toEqual(asSent(recommend(compiled, request)));
  });

  it('of the format before sets shared lists is still opened', () => {
    // So many different numbers and sets that the arrays are those of that format too.
    const catalog: Catalog = {
      attributes: [
        { id: 'price', type: 'number' },
        { id: 'tags', type: 'set' },
      ],
      plans: Array.from({ length: 200 }, (_, plan) => ({
        planId: `p${1_000 + plan}`,
        name: 'Plan',
        values: { price: plan + 0.1, tags: [`t${plan % 7}`, `u${plan}`] },
      })),
      questions: [
        { id: 'price', text: 'price', kind: 'range', effect: 'filter', attribute: 'price' },
        { id: 'tags', text: 'tags', kind: 'multiple', effect: 'filter', attribute: 'tags', match: 'any' },
      ],
    };
    const compiled = compileCatalog(catalog);
    const old = rewritten(snapshotBytes(compiled), 2, (description) => {
      for (const column of description.columns as Record<string, unknown>[]) {
        delete column.lists;
        delete column.distinct;
        delete column.overlaid;
      }
    });
    const request = { responses: { price: { min: 20, max: 150 }, tags: ['t3', 'u9'] } };
    const opened = recommend(fromSnapshot(old), request);
    expect(opened.total).toBeGreaterThan(10);
    expect(asSent(opened)).toEqual(asSent(recommend(compiled, request)));
  });

  it('of another format is refused', () => {
    const other = rewritten(snapshotBytes(compileCatalog(exampleCatalog)), 99, () => undefined);
    expect(() => fromSnapshot(other)).toThrow('not a catalogue snapshot');
  });
});
