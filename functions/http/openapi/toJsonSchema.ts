import type { TSchema } from 'typebox';
import { ANY_KEY } from '../../../shared/domain/catalog/schema.ts';

export type JsonSchema = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';

/**
 * Schemas as OpenAPI 3.1 wants them (JSON Schema 2020-12): named ones under `components`, everything else in place.
 * A schema counts as a named one when it says the same, so that it is found inside others too.
 */
export function createSchemaWriter(named: Readonly<Record<string, TSchema>>) {
  const components: Record<string, JsonSchema> = {};
  const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]));

  function write(schema: unknown): JsonSchema {
    const name = nameOf.get(JSON.stringify(schema));
    if (name === undefined) return writeInPlace(schema as JsonSchema);
    if (!Object.hasOwn(components, name)) {
      components[name] = {}; // taken, so that a schema may name itself
      components[name] = writeInPlace(schema as JsonSchema);
    }
    return { $ref: COMPONENTS + name };
  }

  function writeInPlace(schema: JsonSchema): JsonSchema {
    if (typeof schema.$ref === 'string') return writeReference(schema.$ref, schema.$defs);
    const written: JsonSchema = {};
    for (const [keyword, value] of Object.entries(schema)) Object.assign(written, writeKeyword(keyword, value));
    if (Array.isArray(schema.enum) && schema.enum.every((value) => typeof value === 'string')) written.type = 'string';
    return written;
  }

  /** A recursive type brings its definitions along; they become components of the same name. */
  function writeReference(reference: string, definitions: unknown): JsonSchema {
    for (const [name, definition] of Object.entries((definitions ?? {}) as Record<string, JsonSchema>)) {
      if (Object.hasOwn(components, name)) continue;
      components[name] = {};
      components[name] = writeInPlace(definition);
    }
    return { $ref: COMPONENTS + reference };
  }

  function writeKeyword(keyword: string, value: unknown): JsonSchema {
    switch (keyword) {
      case '$id':
        return {};
      case 'properties':
        return { properties: mapValues(value as JsonSchema, write) };
      case 'patternProperties':
        return writeRecord(value as JsonSchema);
      case 'anyOf':
        return { anyOf: (value as unknown[]).map(write) };
      case 'items':
        return { items: write(value) };
      default:
        return { [keyword]: value };
    }
  }

  function writeRecord(patterns: JsonSchema): JsonSchema {
    const { [ANY_KEY]: any, ...others } = patterns;
    return {
      ...(any !== undefined && { additionalProperties: write(any) }),
      ...(Object.keys(others).length > 0 && { patternProperties: mapValues(others, write) }),
    };
  }

  return { write, components };
}

function mapValues(record: JsonSchema, map: (value: unknown) => JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
