/** A stream of pseudo-random numbers: the same seed and stream give the same numbers on every machine. */
export interface Random {
  /** In [0, 1), 32 bits of it. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
}

/** Spreads nearby seeds apart (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The generator known as sfc32. `path` names an independent stream below the seed, so that one plan or one session can
 * be made again without making those before it.
 */
export function createRandom(seed: number, ...path: number[]): Random {
  let a = mix(seed + 0x9e3779b9);
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  for (const part of path) {
    a = mix(a ^ mix(part + 0x7f4a7c15));
    b = mix(b + part);
  }
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  return { next, integer: (below) => Math.floor(next() * below) };
}

/** Picks `count` different members, in random order. */
export function pickSome<T>(random: Random, members: readonly T[], count: number): T[] {
  const pool = [...members];
  const picked = Math.min(count, pool.length);
  for (let place = 0; place < picked; place += 1) {
    const other = place + random.integer(pool.length - place);
    [pool[place], pool[other]] = [pool[other]!, pool[place]!];
  }
  return pool.slice(0, picked);
}
