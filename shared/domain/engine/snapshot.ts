import type { Attribute, CatalogDefinition } from '../catalog/schema.ts';
import type { StoredColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { assembleCatalog } from './compileCatalog.ts';
import type { Markets, StoredMarkets } from './offerMarkets.ts';
import { OLDEST_FORMAT, upgraded } from './olderSnapshots.ts';
import { createStringPool, stringAt, type StringPool } from './stringPool.ts';

/**
 * A compiled catalogue as one flat buffer: 16 bytes of head (magic, format, length of the description), a JSON
 * description (definition, and for each column the place of its arrays), then the arrays, each aligned to 8 bytes, in
 * the machine's byte order (little endian wherever Node runs). Opening makes views and copies nothing. The same
 * definition and plans give the same bytes, whatever the order in which the plans came.
 */
const MAGIC = 0x53484c31;
export const SNAPSHOT_FORMAT = 3;
const HEAD_BYTES = 16;

const arrayTypes = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;
type ArrayType = keyof typeof arrayTypes;
type FlatArray = InstanceType<(typeof arrayTypes)[ArrayType]> & { buffer: ArrayBuffer };

/** Where an array lies: type, byte offset from the start of the arrays, length in elements. */
type Place = [ArrayType, number, number];
type Described = Record<string, unknown>;

interface Description {
  definition: CatalogDefinition;
  planIds: Described;
  names: Described;
  columns: Described[];
  /** Absent in the format before offers. */
  markets?: Described | null;
}

/** Fields of a column that the definition or the column's own arrays give back. */
const DERIVED: ReadonlySet<string> = new Set(['attribute', 'codeIndex', 'bitsets', 'levelBitsets', 'levelRows']);

const align = (bytes: number): number => (bytes + 7) & ~7;

/**
 * The bytes in pieces, to be written one after the other. The arrays among them are the catalogue's own: a copy of a large
 * one beside itself would be the most that an import needs.
 */
export function toSnapshot(catalog: CompiledCatalog): Uint8Array<ArrayBuffer>[] {
  const arrays: FlatArray[] = [];
  let end = 0;
  const place = (array: FlatArray): { at: Place } => {
    arrays.push(array);
    const at: Place = [array.constructor.name as ArrayType, end, array.length];
    end = align(end + array.byteLength);
    return { at };
  };
  const describe = (part: object): Described =>
    Object.fromEntries(
      Object.entries(part)
        .filter(([key]) => !DERIVED.has(key))
        .map(([key, value]: [string, unknown]) => {
          if (ArrayBuffer.isView(value)) return [key, place(value as FlatArray)];
          if (key === 'values') return [key, { strings: describe(createStringPool(value as string[])) }];
          if (key === 'texts') return [key, { pool: describe(value as StringPool) }];
          return [key, value];
        }),
    );
  const description: Description = {
    definition: catalog.definition,
    planIds: describe(catalog.planIds),
    names: describe(catalog.names),
    columns: catalog.columns.map(describe),
    markets: catalog.markets === null ? null : describe(storedMarkets(catalog.markets)),
  };
  const json = new TextEncoder().encode(JSON.stringify(description));
  const head = new Uint8Array(align(HEAD_BYTES + json.length));
  new Uint32Array(head.buffer, 0, 4).set([MAGIC, SNAPSHOT_FORMAT, json.length, 0]);
  head.set(json, HEAD_BYTES);
  return [head, ...arrays.flatMap(toPieces)];
}

function toPieces({ buffer, byteOffset, byteLength }: FlatArray): Uint8Array<ArrayBuffer>[] {
  const padding = align(byteLength) - byteLength;
  const pieces = [new Uint8Array(buffer, byteOffset, byteLength)];
  return padding === 0 ? pieces : [...pieces, new Uint8Array(padding)];
}

/** `bytes` is kept: the catalogue's arrays are views of it. Throws when it is not a snapshot of this format. */
export function fromSnapshot(bytes: Uint8Array): CompiledCatalog {
  const owned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const [magic, format, jsonLength] = new Uint32Array(owned.buffer, owned.byteOffset, 4);
  const isKnown = format !== undefined && format >= OLDEST_FORMAT && format <= SNAPSHOT_FORMAT;
  if (magic !== MAGIC || !isKnown || jsonLength === undefined) {
    throw new Error(`not a catalogue snapshot of format ${SNAPSHOT_FORMAT}`);
  }
  const json = new TextDecoder().decode(owned.subarray(HEAD_BYTES, HEAD_BYTES + jsonLength));
  const description = JSON.parse(json) as Description;
  const start = owned.byteOffset + align(HEAD_BYTES + jsonLength);
  const open = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if ('at' in part) {
      const [type, offset, length] = part.at as Place;
      return new arrayTypes[type](owned.buffer as ArrayBuffer, start + offset, length);
    }
    if ('pool' in part) return open(part.pool);
    if ('strings' in part) {
      const pool = open(part.strings) as StringPool;
      return Array.from({ length: pool.offsets.length - 1 }, (_, index) => stringAt(pool, index));
    }
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, open(value)]));
  };
  return assembleCatalog(
    description.definition,
    open(description.planIds) as StringPool,
    open(description.names) as StringPool,
    description.columns.map((column, index) => {
      const attribute: Attribute = description.definition.attributes[index]!;
      return upgraded({ ...(open(column) as object), attribute } as StoredColumn);
    }),
    open(description.markets ?? null) as StoredMarkets | null,
  );
}

const storedMarkets = ({ codes, starts, plans }: Markets): StoredMarkets => ({ codes, starts, plans });
