/** The path of a request as routes see it. */
export interface RequestPath {
  /** Decoded, but for an encoded slash: "%2F" stays as it came. */
  readonly segments: readonly string[];
  readonly endsInSlash: boolean;
}

function decodeRun(run: string): string {
  return run
    .split(/(%2f)/i)
    .map((part) => {
      if (/^%2f$/i.test(part)) return part;
      try {
        return decodeURIComponent(part);
      } catch (thrown) {
        // Not UTF-8: the platform leaves such bytes encoded.
        if (thrown instanceof URIError) return part;
        throw thrown;
      }
    })
    .join('');
}

const decode = (segment: string): string =>
  segment.includes('%') ? segment.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun) : segment;

/** "." and ".." go before routing, also when they came encoded, so that no route sees a path that climbs. */
function removeDots(segments: string[]): string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return kept;
}

/** @param path what stands before "?" in the request line; begins with a slash. Undefined: not a path at all. */
export function parseRequestPath(path: string): RequestPath | undefined {
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('%00')) return undefined;
  let segments = path.slice(1).split('/');
  if (path.includes('%')) segments = segments.map(decode);
  if (path.includes('/.') || path.includes('%')) segments = removeDots(segments);
  const endsInSlash = segments.at(-1) === '';
  if (endsInSlash) segments.pop();
  return { segments, endsInSlash };
}
