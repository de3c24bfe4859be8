/** Marks a member to be taken away. */
export const REMOVED = Symbol('removed');

/**
 * A copy of `json` with changes by JSON pointer. "-" as the last segment of an array adds an element. Members are defined,
 * not assigned, so that `__proto__` is a key like any other.
 */
export function editJson(json: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  const copy = JSON.parse(JSON.stringify(json)) as object;
  for (const [pointer, value] of Object.entries(changes)) {
    if (pointer === '') return value;
    const keys = pointer
      .slice(1)
      .split('/')
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop()!;
    const parent = keys.reduce<object>((at, key) => Reflect.get(at, key) as object, copy);
    if (value === REMOVED) {
      if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else Reflect.deleteProperty(parent, last);
    } else if (last === '-') (parent as unknown[]).push(value);
    else Object.defineProperty(parent, last, { value, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}
