/** Ids end at 200 units; a longer key is a fault in itself, and 1,000 faults below a key of megabytes must stay small. */
const MAX_SEGMENT = 256;
const MAX_QUOTED = 60;

/** The JSON pointer (RFC 6901) of a member or element of what `path` points to. Overlong keys are cut with "…". */
export function pointerTo(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}/${key}`;
  const segment = key.length > MAX_SEGMENT ? `${key.slice(0, MAX_SEGMENT)}…` : key;
  return `${path}/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Caller-given text as a message may show it: quoted, and short. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}
