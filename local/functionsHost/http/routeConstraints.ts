/** Whether a route value is allowed. */
export type Constraint = (value: string) => boolean;

const inRange =
  (pattern: RegExp, smallest: bigint, largest: bigint): Constraint =>
  (value) => {
    if (!pattern.test(value)) return false;
    const number = BigInt(value);
    return number >= smallest && number <= largest;
  };

const INTEGER = /^-?\d{1,20}$/;
const LONG = { smallest: -(2n ** 63n), largest: 2n ** 63n - 1n };
const matches =
  (pattern: RegExp): Constraint =>
  (value) =>
    pattern.test(value);

const withoutArguments: Record<string, Constraint> = {
  int: inRange(INTEGER, -(2n ** 31n), 2n ** 31n - 1n),
  long: inRange(INTEGER, LONG.smallest, LONG.largest),
  bool: matches(/^(true|false)$/i),
  decimal: matches(/^[+-]?(\d+\.?\d*|\.\d+)$/),
  double: matches(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i),
  float: matches(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i),
  guid: matches(/^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i),
  alpha: matches(/^[a-z]*$/i),
  required: (value) => value !== '',
  // .NET reads many more ways to write a date; a route must not depend on them.
  datetime: (value) => /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(value) && !Number.isNaN(Date.parse(value)),
};

function integers(text: string, count: number): bigint[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  return parts.length === count && parts.every((part) => INTEGER.test(part)) ? parts.map(BigInt) : undefined;
}

const one =
  (create: (bound: bigint) => Constraint) =>
  (text: string): Constraint | undefined => {
    const [bound] = integers(text, 1) ?? [];
    return bound === undefined ? undefined : create(bound);
  };

const two =
  (create: (low: bigint, high: bigint) => Constraint) =>
  (text: string): Constraint | undefined => {
    const [low, high] = integers(text, 2) ?? [];
    return low === undefined || high === undefined || low > high ? undefined : create(low, high);
  };

const lengthWithin =
  (low: bigint, high: bigint): Constraint =>
  (value) =>
    value.length >= low && value.length <= high;

function regex(text: string): Constraint | undefined {
  try {
    return matches(new RegExp(text, 'i'));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

const withArguments: Record<string, (text: string) => Constraint | undefined> = {
  min: one((low) => inRange(INTEGER, low, LONG.largest)),
  max: one((high) => inRange(INTEGER, LONG.smallest, high)),
  range: two((low, high) => inRange(INTEGER, low, high)),
  minlength: one((low) => (value) => value.length >= low),
  maxlength: one((high) => lengthWithin(0n, high)),
  length: (text) => one((exact) => lengthWithin(exact, exact))(text) ?? two(lengthWithin)(text),
  regex,
};

/** The inline constraint `name` or `name(text)` of ASP.NET Core; undefined when there is none such. */
export function createConstraint(name: string, text: string | undefined): Constraint | undefined {
  const key = name.toLowerCase();
  if (text === undefined) return Object.hasOwn(withoutArguments, key) ? withoutArguments[key] : undefined;
  return Object.hasOwn(withArguments, key) ? withArguments[key]?.(text) : undefined;
}
