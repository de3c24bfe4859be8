import type { TObject } from 'typebox';
import type { Fault } from '../../../shared/domain/errors.ts';
import { createBodyCheck } from './checkBody.ts';

/** A whole number as it is usually written; anything else stays a text, and is a fault where a number belongs. */
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

/**
 * Reads the parameters that a schema names and checks them all. Those that it does not name may be the platform's own,
 * such as `code`. A repeated one comes as one text with commas.
 */
export function createQueryReader(schema: TObject): (query: URLSearchParams) => { query: unknown; faults: Fault[] } {
  const check = createBodyCheck(schema);
  const names = Object.entries(schema.properties).map(([name, property]) => ({
    name,
    isInteger: 'type' in property && property.type === 'integer',
  }));
  return (parameters) => {
    const query: Record<string, string | number> = {};
    for (const { name, isInteger } of names) {
      const text = parameters.get(name);
      if (text === null) continue;
      query[name] = isInteger && INTEGER.test(text) ? Number(text) : text;
    }
    return { query, faults: check(query) };
  };
}
