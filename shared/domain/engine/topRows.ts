/** Positions (into the rows of a fit) of the best entries, best first. */
export interface Ranking {
  /** Larger is better; entries must be in ascending order of plan id, which decides ties. */
  readonly keys: Float64Array;
  readonly count: number;
}

/** The positions of the `limit` largest keys, largest first, ties by position. */
export function topPositions(ranking: Ranking, limit: number): Uint32Array {
  const heap = topSet(ranking, limit);
  for (let end = heap.length - 1; end > 0; end--) {
    const out = heap[0]!;
    heap[0] = heap[end]!;
    heap[end] = out;
    sink(heap, 0, end, ranking.keys);
  }
  return heap;
}

/**
 * The same positions in no order: a bounded heap whose root is the worst kept entry. A later position never displaces an
 * equal key, so only strictly larger keys enter once the heap is full.
 */
export function topSet({ keys, count }: Ranking, limit: number): Uint32Array {
  const size = Math.min(limit, count);
  const heap = new Uint32Array(size);
  for (let position = 0; position < size; position++) heap[position] = position;
  if (size === 0) return heap;
  for (let parent = (size >> 1) - 1; parent >= 0; parent--) sink(heap, parent, size, keys);
  let worst = keys[heap[0]!]!;
  for (let position = size; position < count; position++) {
    if (keys[position]! > worst) {
      heap[0] = position;
      sink(heap, 0, size, keys);
      worst = keys[heap[0]]!;
    }
  }
  return heap;
}

/** Whether position a ranks behind position b. */
const behind = (a: number, b: number, keys: Float64Array): boolean =>
  keys[a]! < keys[b]! || (keys[a] === keys[b] && a > b);

function sink(heap: Uint32Array, start: number, size: number, keys: Float64Array): void {
  const moving = heap[start]!;
  let at = start;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && behind(heap[child + 1]!, heap[child]!, keys)) child++;
    if (!behind(heap[child]!, moving, keys)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = moving;
}
