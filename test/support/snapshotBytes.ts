import type { CompiledCatalog } from '../../shared/domain/engine/compiledCatalog.ts';
import { toSnapshot } from '../../shared/domain/engine/snapshot.ts';

/** The snapshot of a catalogue as a store gives it back: whole, in a buffer of its own. */
export const snapshotBytes = (catalog: CompiledCatalog): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(toSnapshot(catalog)));
