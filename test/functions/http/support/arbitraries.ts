import fc, { type Arbitrary } from 'fast-check';
import { exampleCatalog } from '../../../../shared/domain/catalog/example.ts';
import { strangeTexts } from '../../../support/strangeTexts.ts';
import type { OpenApiDocument } from './document.ts';

type JsonSchema = Record<string, unknown>;

/** Words that mean something on the example catalogue, so that not every request fails at its first id. */
const knownWords = [
  'mobile',
  ...exampleCatalog.plans.map(({ planId }) => planId),
  ...exampleCatalog.questions.map(({ id }) => id),
  ...exampleCatalog.attributes.map(({ id }) => id),
  ...['north', 'south', 'A', 'B', 'fr', 'pt', 'student', 'monthlyPrice:asc', 'budget:desc', 'score'],
];

export const words: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...knownWords) },
  { weight: 2, arbitrary: fc.constantFrom(...strangeTexts) },
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const numbers: Arbitrary<number> = fc.oneof(
  fc.integer({ min: -2, max: 101 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 2 ** 53, 0.1),
);

/** What no schema asks for. As JSON text, because `1e999` and a doubled key are no values. */
const hostileTexts: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['1e999', '-1e999', '-0', '1e-400', '""', '[]', '{}', 'null', 'true', '[[[[]]]]', '"\\ud800"', '"\\u0000"'],
    ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":1}}', '{"$where":"1"}', '{"$gt":""}', '{"a":1,"a":2}'],
    ...['{"toString":1,"valueOf":2}', '{"length":-1}', '{"min":{"toString":1}}', '123456789012345678901234567890'],
  ),
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
  fc.nat(3_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
);

/** Stands for a hostile text until the whole is text. Private-use characters, so that no other value looks like it. */
const MARK = '\ue000hostile\ue001';

/** Bodies as JSON text: the example, or what the schema describes, often with something hostile in one or two places. */
export function bodyTexts(document: OpenApiDocument, schema: object, example: unknown): Arbitrary<string> {
  return fc
    .record({
      value: fc.oneof(fc.constant(example), valuesOf(document, schema as JsonSchema, 4)),
      places: fc.array(fc.nat(40), { maxLength: 2 }),
      hostile: fc.array(hostileTexts, { minLength: 3, maxLength: 3 }),
    })
    .map(({ value, places, hostile }) => {
      let next = 0;
      const spoilt = replaceAt(value, new Set(places));
      return JSON.stringify(spoilt).replaceAll(JSON.stringify(MARK), () => hostile[next++ % hostile.length]!);
    });
}

/** The value with the n-th of its parts, counted from the outside, replaced by the mark. */
function replaceAt(value: unknown, places: ReadonlySet<number>, counter = { count: 0 }): unknown {
  if (places.has(counter.count++)) return MARK;
  if (Array.isArray(value)) return value.map((item) => replaceAt(item, places, counter));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaceAt(child, places, counter)]));
}

/** Values a schema describes; limits on sizes are kept, deep recursion is cut off. */
function valuesOf(document: OpenApiDocument, schema: JsonSchema, levels: number): Arbitrary<unknown> {
  const inner = (part: unknown): Arbitrary<unknown> => valuesOf(document, part as JsonSchema, levels - 1);
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.slice('#/components/schemas/'.length);
    return levels <= 0 ? fc.constant(null) : inner(document.components.schemas[name]);
  }
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map(inner));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if ('const' in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case 'string':
      return words;
    case 'number':
      return numbers;
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? 0), max: Math.min(Number(schema.maximum ?? 200), 200) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema.items), { minLength: Number(schema.minItems ?? 0), maxLength: 6 });
    default:
      return objectsOf(schema, inner);
  }
}

function objectsOf(schema: JsonSchema, inner: (part: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = new Set(schema.required as string[] | undefined);
  const fields = properties.map(([name, part]): Arbitrary<[string, unknown][]> => {
    const field = inner(part).map((value): [string, unknown][] => [[name, value]]);
    return required.has(name) ? field : fc.oneof(fc.constant<[string, unknown][]>([]), field);
  });
  const others =
    typeof schema.additionalProperties === 'object'
      ? fc.array(fc.tuple(words, inner(schema.additionalProperties)), { maxLength: 6 })
      : fc.constant<[string, unknown][]>([]);
  return fc.tuple(...fields, others).map((groups) => Object.fromEntries(groups.flat()));
}

/** Values of a header that HTTP can carry at all. */
export const headerValues = (sensible: readonly string[]): Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: 16, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: fc.constantFrom(...sensible) },
    fc.string({ maxLength: 220 }).map((text) => text.trim()),
  );
