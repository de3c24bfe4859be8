type Numbers =
  Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Numbers that come one by one, in an eighth to a half of the memory of an ordinary array and without its garbage. */
export interface GrowingArray<T extends Numbers> {
  push(value: number): void;
  readonly length: number;
  /** What was pushed so far; valid until the next push or `clear`. */
  view(): T;
  /** Gives the memory back at once, not at the next garbage collection. */
  clear(): void;
}

const FIRST_LENGTH = 1_024;

export function createGrowingArray<T extends Numbers>(
  Type: new (buffer: ArrayBuffer, byteOffset?: number, length?: number) => T,
): GrowingArray<T> {
  const { BYTES_PER_ELEMENT } = new Type(new ArrayBuffer(0));
  let array = new Type(new ArrayBuffer(FIRST_LENGTH * BYTES_PER_ELEMENT));
  let length = 0;
  const resize = (elements: number): void => {
    array = new Type(array.buffer.transfer(elements * BYTES_PER_ELEMENT));
  };
  return {
    push(value) {
      if (length === array.length) resize(Math.max(FIRST_LENGTH, length * 2));
      array[length] = value;
      length += 1;
    },
    get length() {
      return length;
    },
    view: () => new Type(array.buffer, 0, length),
    clear() {
      length = 0;
      resize(0);
    },
  };
}

/** The same for whole numbers from 0 that mostly are small: 1, 2 or 4 bytes each, as the largest one needs. */
export function createGrowingCodes(): GrowingArray<
  Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>
> {
  let codes: ReturnType<typeof createGrowingCodes> = createGrowingArray(Uint8Array);
  let limit = 0x100;
  const widen = (): void => {
    const narrow = codes;
    codes = limit === 0x100 ? createGrowingArray(Uint16Array) : createGrowingArray(Uint32Array);
    limit *= limit;
    for (const code of narrow.view()) codes.push(code);
    narrow.clear();
  };
  return {
    push(value) {
      while (value >= limit) widen();
      codes.push(value);
    },
    get length() {
      return codes.length;
    },
    view: () => codes.view(),
    clear: () => codes.clear(),
  };
}
