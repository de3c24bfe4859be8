import fc from 'fast-check';

/** A change to any one place of a JSON document, whatever it holds. */
export interface Spoiling {
  /** Which of its places, counted in document order and from the start again when it has fewer. */
  place: number;
  how: 'replace' | 'remove' | 'repeat' | 'rename' | 'add';
  value: unknown;
  key: string;
}

const STRANGE = [
  null,
  true,
  0,
  -0,
  -1,
  0.5,
  1e308,
  Infinity,
  '',
  '__proto__',
  'a:b',
  '\u0000',
  [],
  {},
  ['x', 'x'],
  [null],
  { kind: 'linear' },
  { all: [] },
  { question: 'x', map: {} },
];
const KEYS = [
  '__proto__',
  'constructor',
  'default',
  'attributeBy',
  'attribute',
  'weight',
  'curve',
  'compare',
  'match',
  'min',
  'in',
  'order',
  'offers',
  'lookups',
  'requires',
  'rows',
  'x',
];

const spoilingArbitrary: fc.Arbitrary<Spoiling> = fc.record({
  place: fc.nat(2_000),
  how: fc.constantFrom('replace', 'replace', 'remove', 'repeat', 'rename', 'add'),
  value: fc.oneof(fc.constantFrom(...STRANGE), fc.jsonValue({ maxDepth: 2 })),
  key: fc.constantFrom(...KEYS),
});

/** Up to five changes, each made to what the one before left. */
export const spoilingsArbitrary = fc.array(spoilingArbitrary, { minLength: 1, maxLength: 5 });

export function spoil(json: unknown, spoilings: readonly Spoiling[]): unknown {
  const root = { json: JSON.parse(JSON.stringify(json)) as unknown };
  for (const spoiling of spoilings) {
    const places = placesOf(root.json, root, 'json');
    change(places[spoiling.place % places.length]!, spoiling);
  }
  return root.json;
}

interface Place {
  parent: object;
  key: string;
}

function placesOf(value: unknown, parent: object, key: string): Place[] {
  const place = { parent, key };
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.keys(value).flatMap((inner) => placesOf(Reflect.get(value, inner), value, inner))];
}

function change({ parent, key }: Place, { how, value, key: otherKey }: Spoiling): void {
  const current: unknown = Reflect.get(parent, key);
  if (how === 'remove' || how === 'rename') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
    if (how === 'rename' && !Array.isArray(parent)) define(parent, otherKey, current);
  } else if (how === 'repeat' && Array.isArray(parent)) {
    parent.push(structuredClone(current));
  } else if (how === 'add' && typeof current === 'object' && current !== null && !Array.isArray(current)) {
    define(current, otherKey, value);
  } else {
    define(parent, key, value);
  }
}

/** As JSON.parse makes members: `__proto__` is one like any other. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value: structuredClone(value),
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
