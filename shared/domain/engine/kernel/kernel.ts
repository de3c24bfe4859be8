import { kernelBytes } from './kernelBytes.ts';

/** The bitset operations of kernel.as.ts over one memory. Addresses and lengths are in bytes; see there for each. */
export interface Kernel {
  or(to: number, from: number, bytes: number): void;
  and(to: number, from: number, bytes: number): void;
  andNot(to: number, from: number, bytes: number): void;
  notAnd(to: number, from: number, bytes: number): void;
  orUnknown(to: number, known: number, all: number, bytes: number): void;
  andLenient(to: number, mask: number, known: number, bytes: number): void;
  count(bits: number, bytes: number): number;
  failures(masks: number, n: number, live: number, ones: number, twos: number, bytes: number): void;
  /** 1 or 0. */
  intersects(list: number, n: number, live: number, bytes: number): number;
  rowsNotIn(bits: number, rows: number, bytes: number, base: number): number;
  nearMisses(
    masks: number,
    n: number,
    ones: number,
    twos: number,
    bytes: number,
    found: number,
    owners: number,
    starts: number,
    grouped: number,
    base: number,
  ): number;
}

export const PAGE_BYTES = 65_536;

/** Compiled once, synchronously: the module is under 2 KB. */
const compiled = new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (unit) => unit.charCodeAt(0)));

/** A kernel over a memory of its own, which does not grow: a larger one takes its place. */
export function createKernel(bytes: number): { kernel: Kernel; memory: ArrayBuffer } {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  return { kernel: instance.exports as unknown as Kernel, memory: memory.buffer };
}
