import type { Shortlist } from '../../shared/domain/engine/schema.ts';

/** Figures that are sums: right to within `TOLERANCE`. All others are exact. */
const SUMS = new Set(['score', 'contribution', 'expectedBits', 'stability']);
const TOLERANCE = 1e-9;

/** Where two answers differ, one line each; 0 and -0 are the same number, absent is the same as undefined. */
export function differencesBetween(actual: unknown, expected: unknown, path = ''): string[] {
  if (isRecord(actual) && isRecord(expected)) {
    const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
    return [...keys].flatMap((key) => differencesBetween(own(actual, key), own(expected, key), `${path}/${key}`));
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    const longest = Array.from({ length: Math.max(actual.length, expected.length) }, (_, index) => index);
    return longest.flatMap((index) => differencesBetween(actual[index], expected[index], `${path}/${index}`));
  }
  const isSum = SUMS.has(path.slice(path.lastIndexOf('/') + 1));
  return isSame(actual, expected, isSum) ? [] : [`${path}: ${shown(actual)} instead of ${shown(expected)}`];
}

function isSame(actual: unknown, expected: unknown, isSum: boolean): boolean {
  if (typeof actual !== 'number' || typeof expected !== 'number') return actual === expected;
  return actual === expected || (isSum && Math.abs(actual - expected) <= TOLERANCE);
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(record: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(record, key)?.value;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Conflicts and relaxations are sets: the order of their members says nothing. */
export function comparable(shortlist: Shortlist): Shortlist {
  const sent = asSent(shortlist);
  return {
    ...sent,
    conflicts: sent.conflicts?.map((ids) => [...ids].sort()),
    relaxations: sent.relaxations?.map(({ drop, ...rest }) => ({ ...rest, drop: [...drop].sort() })),
  };
}

/** What a caller gets to see of an answer: what JSON makes of it. */
export function asSent<T>(answer: T): T {
  return JSON.parse(JSON.stringify(answer)) as T;
}
