import fc from 'fast-check';

/** Mostly null, so that what is rare stays so, and a failure is shrunk towards doing without. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

/** What an arbitrary generates. */
export type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

/**
 * Strings that are easy to get wrong: names of Object.prototype, look-alikes that folding or normalising would merge,
 * and characters whose order by code units differs from that by code points.
 */
const STRINGS = [
  ...[
    'a',
    'b',
    'c',
    'A',
    ' a',
    'a ',
    'é',
    'e\u0301',
    'É',
    '\uFB01',
    'fi',
    'ß',
    'ss',
    '10',
    '9',
    '1',
    '0',
    'true',
    'null',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'length',
    'score',
    'default',
    '$where',
    'a/b',
    'a~0',
    '"\\',
  ],
  ...['\u{1F600}', '\u{1F600}a', '\u{10FFFF}', '\uE000', '\uFFFD', '\u2028', '\u200B', '\uD83D', '\uDE00'],
];

const anyString = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }).filter((text) => !/\p{Cc}/u.test(text));
const someString = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...STRINGS) }, { weight: 1, arbitrary: anyString });

/** Ids of plans; those of attributes and questions hold no colon either. */
export const planIdArbitrary = fc.oneof(someString, fc.constantFrom('a:asc', ':'));
export const idArbitrary = someString.map((text) => text.replaceAll(':', '-'));

/** A value of a category or an element of a set; the empty string is one. */
export const optionArbitrary = fc.oneof(
  { weight: 12, arbitrary: someString },
  { weight: 1, arbitrary: fc.constant('') },
);

const { MAX_VALUE, MIN_VALUE, MAX_SAFE_INTEGER, EPSILON } = Number;
const EXTREMES = [MAX_VALUE, -MAX_VALUE, MIN_VALUE, -MIN_VALUE, -0, 1e-320, 1e-300, 1e300, 2 ** 53, MAX_SAFE_INTEGER];
const NEAR_EQUALS = [1, 1 + EPSILON, 1 - EPSILON / 2, 0.3, 0.1 + 0.2, 1e15, 1e15 + 0.125, 2 ** 53 + 2, 2 ** 53 + 22];

const wholeNumber = fc.integer({ min: -20, max: 20 });
const hundredth = fc.integer({ min: -500, max: 3_000 }).map((cents) => cents / 100);

/** Any finite number a plan or an answer may hold, mostly everyday ones. */
export const numberArbitrary = fc.oneof(
  { weight: 6, arbitrary: wholeNumber },
  { weight: 3, arbitrary: hundredth },
  { weight: 1, arbitrary: fc.constantFrom(...EXTREMES) },
  { weight: 1, arbitrary: fc.constantFrom(...NEAR_EQUALS) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

/** The two different ends of a linear curve; their difference is finite. */
export const slopeArbitrary = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: wholeNumber },
      { weight: 1, arbitrary: fc.constantFrom(0.1, 0.3, -1e307, 1e-320) },
    ),
    fc.oneof({ weight: 8, arbitrary: wholeNumber }, { weight: 1, arbitrary: fc.constantFrom(0.2, 0.1 + 0.2, 1e307) }),
  )
  .map(([from, to]) => ({ from, to: from === to ? from + 1 : to }));
