/** A CloudEvent as far as a topic looks at it. */
export interface CloudEvent {
  readonly type: string;
  readonly subject?: string;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isUriReference: Check = (value) => isText(value) && !/[\s\p{Cc}]/u.test(value as string);
const isAbsoluteUri: Check = (value) => isText(value) && URL.canParse(value as string);
const isBase64: Check = (value) =>
  typeof value === 'string' && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
/** RFC 3339. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
const isTime: Check = (value) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));

const required = new Map<string, Check>([
  ['specversion', (value) => value === '1.0'],
  ['id', isText],
  ['source', isUriReference],
  ['type', isText],
]);
const optional = new Map<string, Check>([
  ['subject', isText],
  ['time', isTime],
  ['datacontenttype', isText],
  ['dataschema', isAbsoluteUri],
  ['data_base64', isBase64],
  ['data', () => true],
]);
const EXTENSION_NAME = /^[a-z0-9]+$/;
/** CloudEvents knows texts, booleans and integers of 32 bits. */
const isExtensionValue: Check = (value) =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (Number.isInteger(value) && (value as number) | 0) === value;

function findFault(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'is no object';
  const attributes = event as Record<string, unknown>;
  for (const [name, isValid] of required) {
    if (!Object.hasOwn(attributes, name)) return `has no "${name}"`;
    if (!isValid(attributes[name])) return `has a "${name}" that is not valid`;
  }
  for (const [name, value] of Object.entries(attributes)) {
    // An attribute that is null is an attribute that is not there.
    if (required.has(name) || value === null) continue;
    const isValid = optional.get(name);
    if (isValid) {
      if (!isValid(value)) return `has a "${name}" that is not valid`;
    } else if (!EXTENSION_NAME.test(name)) return `has an attribute ${JSON.stringify(name)}, which is no valid name`;
    else if (!isExtensionValue(value)) return `has an extension "${name}" that is no text, boolean or 32-bit integer`;
  }
  return 'data' in attributes && 'data_base64' in attributes ? 'has both "data" and "data_base64"' : undefined;
}

/** The events of a body in CloudEvents' JSON batch format, or what is wrong with it. */
export function parseBatch(body: Uint8Array): CloudEvent[] | { fault: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { fault: 'The body is not JSON in UTF-8.' };
  }
  if (!Array.isArray(parsed) || parsed.length === 0) return { fault: 'The body is no array of events.' };
  const events = parsed as unknown[];
  for (const [index, event] of events.entries()) {
    const fault = findFault(event);
    if (fault !== undefined) return { fault: `Event ${index} ${fault}.` };
  }
  return events as CloudEvent[];
}
