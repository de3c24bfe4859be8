import { DIFF_LIMITS } from './schema.ts';

/** How many there are, and the first of them. */
export interface Counted {
  total: number;
  readonly first: number[];
}

export const createCounted = (): Counted => ({ total: 0, first: [] });

export function count(counted: Counted, item: number): void {
  if (counted.total++ < DIFF_LIMITS.listed) counted.first.push(item);
}
