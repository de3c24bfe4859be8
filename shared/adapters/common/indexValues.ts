export type IndexValue = string | number;

/** The body's own value of an indexed field; undefined when it is nothing an index can hold. */
export function readIndexValue(body: object, field: string): IndexValue | undefined {
  if (!Object.hasOwn(body, field)) return undefined;
  const value: unknown = (body as Record<string, unknown>)[field];
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Numbers by value and before strings, strings by UTF-16 code units. */
export function compareIndexValues(one: IndexValue, other: IndexValue): number {
  if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
