// AssemblyScript, compiled to WebAssembly with 128-bit SIMD by scripts/buildKernel.mjs. Bitsets are stretches of the one
// imported memory, given by their address; `bytes` is their length, a multiple of 16; bits past the last row are 0 in
// every bitset but `ones` and `twos`, where they are 1.

/** to |= from */
export function or(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.or(v128.load(to + at), v128.load(from + at)));
}

/** to &= from */
export function and(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.and(v128.load(to + at), v128.load(from + at)));
}

/** to &= ~from */
export function andNot(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.andnot(v128.load(to + at), v128.load(from + at)));
  }
}

/** to = from & ~to */
export function notAnd(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.andnot(v128.load(from + at), v128.load(to + at)));
  }
}

/** to |= all & ~known */
export function orUnknown(to: usize, known: usize, all: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.or(v128.load(to + at), v128.andnot(v128.load(all + at), v128.load(known + at))));
  }
}

/** to &= mask | ~known */
export function andLenient(to: usize, mask: usize, known: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const lenient = v128.or(v128.load(mask + at), v128.not(v128.load(known + at)));
    v128.store(to + at, v128.and(v128.load(to + at), lenient));
  }
}

export function count(bits: usize, bytes: usize): u32 {
  let total: u32 = 0;
  for (let at: usize = 0; at < bytes; at += 8) total += <u32>popcnt<u64>(load<u64>(bits + at));
  return total;
}

/**
 * For every row whether it fails at least one of the masks (`ones`) and at least two (`twos`): leaving one filter out
 * then costs nothing, because a row that fails only that one is in `ones` and not in `twos`. Rows that are not live fail
 * twice, so nothing ever counts them. The masks lie one after the other.
 */
export function failures(masks: usize, n: u32, live: usize, ones: usize, twos: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    let once = v128.not(v128.load(live + at));
    let twice = once;
    let mask = masks + at;
    for (let m: u32 = 0; m < n; m++) {
      const passes = v128.load(mask);
      twice = v128.or(twice, v128.andnot(once, passes));
      once = v128.or(once, v128.not(passes));
      mask += bytes;
    }
    v128.store(ones + at, once);
    v128.store(twos + at, twice);
  }
}

/** Whether some row is live and in each of the `n` masks whose addresses lie at `list`. Stops at the first. */
export function intersects(list: usize, n: u32, live: usize, bytes: usize): bool {
  for (let at: usize = 0; at < bytes; at += 16) {
    let rows = v128.load(live + at);
    for (let m: u32 = 0; m < n; m++) rows = v128.and(rows, v128.load(<usize>load<u32>(list + (m << 2)) + at));
    if (v128.any_true(rows)) return true;
  }
  return false;
}

/** Writes the numbers of the rows whose bit is 0, ascending, as u32, the first bit being row `base`; returns how many. */
export function rowsNotIn(bits: usize, rows: usize, bytes: usize, base: u32): u32 {
  let end = rows;
  for (let at: usize = 0; at < bytes; at += 8) {
    let word = ~load<u64>(bits + at);
    const first = base + <u32>(at << 3);
    while (word != 0) {
      store<u32>(end, first + <u32>ctz(word));
      end += 4;
      word &= word - 1;
    }
  }
  return <u32>((end - rows) >> 2);
}

/**
 * The rows that fail exactly one mask, grouped by that mask and ascending within. `starts` (n + 1 u32) gets where each
 * group begins in `grouped`. `found` and `owners` (u32 and u8 for each row) are scratch.
 */
export function nearMisses(
  masks: usize,
  n: u32,
  ones: usize,
  twos: usize,
  bytes: usize,
  found: usize,
  owners: usize,
  starts: usize,
  grouped: usize,
  base: u32,
): u32 {
  memory.fill(starts, 0, (n + 1) << 2);
  let total: u32 = 0;
  for (let at: usize = 0; at < bytes; at += 8) {
    let missing = load<u64>(ones + at) & ~load<u64>(twos + at);
    let mask = masks + at;
    for (let m: u32 = 0; missing != 0; m++) {
      let own = missing & ~load<u64>(mask);
      mask += bytes;
      if (own == 0) continue;
      missing ^= own;
      const counter = starts + ((m + 1) << 2);
      store<u32>(counter, load<u32>(counter) + <u32>popcnt(own));
      while (own != 0) {
        store<u32>(found + (total << 2), base + <u32>(at << 3) + <u32>ctz(own));
        store<u8>(owners + total, <u8>m);
        total++;
        own &= own - 1;
      }
    }
  }
  for (let m: u32 = 0; m < n; m++) {
    store<u32>(starts + ((m + 1) << 2), load<u32>(starts + ((m + 1) << 2)) + load<u32>(starts + (m << 2)));
  }
  for (let i: u32 = 0; i < total; i++) {
    const next = starts + ((<u32>load<u8>(owners + i)) << 2);
    const place = load<u32>(next);
    store<u32>(grouped + (place << 2), load<u32>(found + (i << 2)));
    store<u32>(next, place + 1);
  }
  // Scattering moved each start to its group's end, which is where the next group starts.
  for (let m = n; m > 0; m--) store<u32>(starts + (m << 2), load<u32>(starts + ((m - 1) << 2)));
  store<u32>(starts, 0);
  return total;
}
