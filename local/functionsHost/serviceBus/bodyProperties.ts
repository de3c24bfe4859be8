import type { TypedData } from '../coreTypes.ts';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** As .NET writes a time without being told how: "11/21/2026 10:00:00", in UTC. */
function toInvariantTime(text: string): string {
  const iso = new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`).toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-');
  return `${month}/${day}/${year} ${iso.slice(11, 19)}`;
}

function toTypedData(value: unknown): TypedData | undefined {
  switch (typeof value) {
    case 'string':
      return { string: ISO_TIME.test(value) && !Number.isNaN(Date.parse(value)) ? toInvariantTime(value) : value };
    case 'boolean':
      return { string: value ? 'True' : 'False' };
    case 'number':
      return { string: String(value) };
    default:
      return value === null || Array.isArray(value) ? undefined : { json: JSON.stringify(value) };
  }
}

/**
 * What the platform adds to the metadata of a trigger from a body that is a JSON object: its top-level properties, except
 * arrays and nulls, as text. A reader of metadata meets `True` and times in the American order.
 */
export function bodyProperties(body: string): [string, TypedData][] {
  if (!/^\s*\{[^]*\}\s*$/.test(body)) return [];
  let parsed: object;
  try {
    parsed = JSON.parse(body) as object;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return [];
    throw thrown;
  }
  return Object.entries(parsed).flatMap(([name, value]): [string, TypedData][] => {
    const data = toTypedData(value);
    return data ? [[name, data]] : [];
  });
}
