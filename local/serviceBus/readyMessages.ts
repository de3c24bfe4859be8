import type { MessageFacts } from './amqpMessage.ts';

/**
 * The messages of a queue that wait for a receiver, the lowest sequence number first: a message that comes back goes before
 * those that followed it. A binary heap, in which one that joins at the end costs nothing.
 */
export interface ReadyMessages {
  readonly size: number;
  add(message: MessageFacts): void;
  takeFirst(): MessageFacts | undefined;
  /** Takes all that `isWanted` accepts; visits every message. */
  takeWhere(isWanted: (message: MessageFacts) => boolean): MessageFacts[];
}

export function createReadyMessages(): ReadyMessages {
  let heap: MessageFacts[] = [];

  function sinkFirst(): void {
    const moved = heap[0]!;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.sequence < heap[child]!.sequence) child += 1;
      if (heap[child]!.sequence > moved.sequence) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = moved;
  }

  return {
    get size() {
      return heap.length;
    },
    add(message) {
      let hole = heap.length;
      heap.push(message);
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        if (heap[parent]!.sequence < message.sequence) break;
        heap[hole] = heap[parent]!;
        hole = parent;
      }
      heap[hole] = message;
    },
    takeFirst() {
      const [first] = heap;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sinkFirst();
      }
      return first;
    },
    takeWhere(isWanted) {
      const taken = heap.filter(isWanted);
      // In order of their numbers the rest is a heap again.
      if (taken.length > 0) heap = heap.filter((message) => !isWanted(message)).sort((a, b) => a.sequence - b.sequence);
      return taken;
    },
  };
}
