import fc from 'fast-check';
import { propertyRuns } from '../../support/propertyRuns.ts';
import type { ObjectContext } from '../objectStore.contract.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

async function* streamOf(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk;
  }
}

/** Bytes that differ from place to place. */
function pattern(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, position) => (position * 31 + (position >> 8) * seed) & 0xff);
}

export function describeBytes(context: ObjectContext): void {
  it('are missing until they are put', async () => {
    const { objects, newName } = context;
    const name = newName('a');
    expect(await objects.get(name)).toBeUndefined();
    expect(await objects.getRange(name, 0, 10)).toBeUndefined();
    expect(await objects.remove(name)).toBe('missing');
    expect(await objects.put(name, bytesOf('content'))).toBe('stored');
    expect(await objects.get(name)).toEqual(bytesOf('content'));
  });

  it('are stored once: what exists is left as it is', async () => {
    const { objects, newName } = context;
    const name = newName('a');
    await objects.put(name, bytesOf('first'));
    expect(await objects.put(name, bytesOf('second'))).toBe('exists');
    expect(await objects.put(name, streamOf(bytesOf('third')))).toBe('exists');
    expect(await objects.get(name)).toEqual(bytesOf('first'));
  });

  it('may be removed and stored anew', async () => {
    const { objects, newName } = context;
    const name = newName('a');
    await objects.put(name, bytesOf('first'));
    expect(await objects.remove(name)).toBe('removed');
    expect(await objects.remove(name)).toBe('missing');
    expect(await objects.get(name)).toBeUndefined();
    expect(await objects.put(name, bytesOf('second'))).toBe('stored');
    expect(await objects.get(name)).toEqual(bytesOf('second'));
  });

  it('may be none at all', async () => {
    const { objects, newName } = context;
    for (const empty of [new Uint8Array(), streamOf(), streamOf(new Uint8Array(), new Uint8Array())]) {
      const name = newName('empty');
      expect(await objects.put(name, empty)).toBe('stored');
      expect(await objects.get(name)).toEqual(new Uint8Array());
      expect(await objects.getRange(name, 0, 10)).toEqual(new Uint8Array());
    }
  });

  it('come as a view, a buffer or a stream of either', async () => {
    const { objects, newName } = context;
    const whole = pattern(1_000);
    const view = new Uint8Array(whole.buffer, 100, 50);
    const sources = [
      view,
      Buffer.from(view),
      streamOf(view.subarray(0, 7), new Uint8Array(), Buffer.from(view.subarray(7))),
    ];
    for (const source of sources) {
      const name = newName('view');
      await objects.put(name, source);
      expect(await objects.get(name)).toEqual(pattern(1_000).slice(100, 150));
    }
  });

  it('come in chunks of any size, many megabytes in all', async () => {
    const { objects, newName } = context;
    const bytes = pattern(17 * 1024 * 1024 + 3);
    const chunks = [0, 1, 70_000, 70_001, 9_000_000, bytes.length].map((start, position, starts) =>
      bytes.subarray(start, starts[position + 1] ?? bytes.length),
    );
    const name = newName('large');
    expect(await objects.put(name, streamOf(...chunks))).toBe('stored');
    expect(Buffer.compare((await objects.get(name))!, bytes)).toBe(0);
    const range = await objects.getRange(name, 8_999_990, 9_000_010);
    expect(range).toEqual(bytes.slice(8_999_990, 9_000_010));
  });

  it('of a stream that fails are not stored, and its own error is passed on', async () => {
    const { objects, newName } = context;
    const name = newName('broken');
    const failure = new Error('the source broke');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* streamOf(pattern(100_000));
      throw failure;
    }
    await expect(objects.put(name, broken())).rejects.toBe(failure);
    expect(await objects.get(name)).toBeUndefined();
    expect(await objects.put(name, bytesOf('whole'))).toBe('stored');
  });

  it('are not seen while they are under way', async () => {
    const { objects, newName } = context;
    const name = newName('slow');
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield pattern(100_000);
      expect(await objects.get(name)).toBeUndefined();
      expect(await objects.getRange(name, 0, 1)).toBeUndefined();
      yield pattern(100_000);
    }
    expect(await objects.put(name, watched())).toBe('stored');
    expect((await objects.get(name))?.length).toBe(200_000);
  });

  it('belong to the caller: nothing done to them afterwards reaches the store', async () => {
    const { objects, newName } = context;
    const name = newName('own');
    const handedIn = bytesOf('12345678');
    await objects.put(name, handedIn);
    handedIn.fill(0);
    for (const read of [() => objects.get(name), () => objects.getRange(name, 0, 8)]) {
      const handedOut = (await read())!;
      expect(handedOut).toEqual(bytesOf('12345678'));
      handedOut.fill(0);
    }
    expect(await objects.get(name)).toEqual(bytesOf('12345678'));
  });

  it('lie in a buffer of their own from byte 0, so that typed arrays can view them', async () => {
    const { objects, newName } = context;
    const name = newName('typed');
    const numbers = Float64Array.from({ length: 100 }, (_, position) => position / 3);
    await objects.put(name, new Uint8Array(numbers.buffer));
    for (const bytes of [(await objects.get(name))!, (await objects.getRange(name, 0, 800))!]) {
      expect(bytes.byteOffset).toBe(0);
      expect(bytes.buffer.byteLength).toBe(bytes.length);
      expect(Array.from(new Float64Array(bytes.buffer))).toEqual(Array.from(numbers));
    }
    const part = (await objects.getRange(name, 8, 24))!;
    expect(Array.from(new Float64Array(part.buffer, part.byteOffset))).toEqual([1 / 3, 2 / 3]);
  });

  it('are read by ranges, cut at the end of the object', async () => {
    const { objects, newName } = context;
    const name = newName('range');
    const bytes = pattern(1_000);
    await objects.put(name, bytes);
    const places = fc.tuple(fc.nat(1_100), fc.nat(1_100)).map((pair) => pair.sort((one, other) => one - other));
    const property = fc.asyncProperty(places, async ([start, end]) => {
      expect(await objects.getRange(name, start, end)).toEqual(bytes.slice(start, end));
    });
    await fc.assert(property, propertyRuns(60));
    for (const [start, end] of [
      [-1, 1],
      [2, 1],
      [0.5, 1],
      [0, NaN],
      [0, Infinity],
    ]) {
      await expect(objects.getRange(name, start!, end!)).rejects.toThrow(RangeError);
    }
  });

  it('of exactly one of many writers are stored, whole', async () => {
    const { objects, newName } = context;
    const name = newName('race');
    const candidates = Array.from({ length: 20 }, (_, seed) => pattern(50_000 + seed, seed));
    const outcomes = await Promise.all(
      candidates.map((bytes, seed) =>
        objects.put(name, seed % 2 ? bytes : streamOf(bytes.subarray(0, 20_000), bytes.subarray(20_000))),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    const winner = candidates[outcomes.indexOf('stored')]!;
    expect(Buffer.compare((await objects.get(name))!, winner)).toBe(0);
  });
}
