import { MAX_SEGMENTS, MAX_SEGMENT_LENGTH, type ObjectName } from '../../ports/objectStore.ts';

/** What the object port asks of its callers. A breach is a mistake in this program, hence RangeError. */

export function checkNewObjectName(name: ObjectName): void {
  if (!isObjectName(name)) {
    throw new RangeError(`a name has 1 to ${MAX_SEGMENTS} segments of 1 to ${MAX_SEGMENT_LENGTH} UTF-16 code units`);
  }
}

/** False for a name that no object can have. */
export function isObjectName(name: ObjectName): boolean {
  return (
    name.length >= 1 &&
    name.length <= MAX_SEGMENTS &&
    name.every((segment) => segment.length >= 1 && segment.length <= MAX_SEGMENT_LENGTH)
  );
}

export function checkRange(start: number, end: number): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError(`a range is whole numbers with 0 <= start <= end, not ${start} to ${end}`);
  }
}
