/** The two parts of a request line's target. */
export interface RequestTarget {
  /** As it came, percent-encoding included; begins with a slash. */
  readonly path: string;
  /** Without "?"; empty when there is none. */
  readonly query: string;
}

/** Undefined for a target that is neither a path nor an absolute URL. */
export function splitTarget(target: string): RequestTarget | undefined {
  let from = target;
  if (!from.startsWith('/')) {
    const authority = /^https?:\/\/[^/?#]*/i.exec(from)?.[0];
    if (authority === undefined) return undefined;
    from = from.slice(authority.length);
    if (!from.startsWith('/')) from = `/${from}`;
  }
  const at = from.indexOf('?');
  return at < 0 ? { path: from, query: '' } : { path: from.slice(0, at), query: from.slice(at + 1) };
}
