import type { RegisteredFunction } from '../appRegistry.ts';
import type { RequestPath } from './requestPath.ts';
import { mayBeAbsent, type Parameter, type Segment } from './routeTemplate.ts';

export type AuthLevel = 'anonymous' | 'function' | 'admin';

export interface HttpRoute {
  readonly fn: RegisteredFunction;
  /** As the app wrote it, without the prefix. */
  readonly template: string;
  /** With those of the prefix. */
  readonly segments: readonly Segment[];
  /** Upper case. */
  readonly methods: readonly string[];
  readonly authLevel: AuthLevel;
}

export interface RouteMatch {
  readonly route: HttpRoute;
  readonly params: Record<string, string>;
}

export interface Router {
  /** The first route, in order of function names, that takes this method and path; never the most specific one. */
  match(method: string, path: RequestPath): RouteMatch | undefined;
}

const satisfies = (parameter: Parameter, value: string): boolean => {
  for (const constraint of parameter.constraints) if (!constraint(value)) return false;
  return true;
};

function matchComplex(segment: Extract<Segment, { kind: 'complex' }>, value: string, params: Record<string, string>) {
  const groups = segment.pattern.exec(value);
  if (!groups) return false;
  for (const [index, parameter] of segment.parameters.entries()) {
    const part = groups[index + 1] ?? '';
    if (!satisfies(parameter, part)) return false;
    params[parameter.name] = part;
  }
  return true;
}

/** Parameter names come from the app's templates, values from the caller. */
function matchRoute(segments: readonly Segment[], path: RequestPath): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (let i = 0; i < segments.length; i += 1) {
    const segment = segments[i]!;
    const value = path.segments[i];
    if (value === undefined) {
      if (!mayBeAbsent(segment) || !('parameter' in segment)) return undefined;
      if (segment.parameter.defaultValue !== undefined) {
        params[segment.parameter.name] = segment.parameter.defaultValue;
      }
    } else if (value === '') {
      return undefined;
    } else if (segment.kind === 'literal') {
      const { text } = segment;
      if (value.length !== text.length) return undefined;
      if (value !== text && value.toLowerCase() !== text.toLowerCase()) return undefined;
    } else if (segment.kind === 'parameter') {
      if (!satisfies(segment.parameter, value)) return undefined;
      params[segment.parameter.name] = value;
    } else if (segment.kind === 'complex') {
      if (!matchComplex(segment, value, params)) return undefined;
    } else {
      const rest = path.segments.slice(i).join('/') + (path.endsInSlash ? '/' : '');
      if (!satisfies(segment.parameter, rest)) return undefined;
      params[segment.parameter.name] = rest;
    }
  }
  return params;
}

/**
 * @param routes in the order in which they are tried.
 *
 * Only routes that take the method and may have that many segments are looked at: there is one short list for each
 * (method, number of segments), and one more for every path longer than the longest route, which only `{*rest}` takes.
 */
export function createRouter(routes: readonly HttpRoute[]): Router {
  const longest = Math.max(0, ...routes.map((route) => route.segments.length)) + 1;
  const byMethod = new Map<string, HttpRoute[][]>();
  for (const route of routes) {
    const fewest = route.segments.filter((segment) => !mayBeAbsent(segment)).length;
    const most = route.segments.at(-1)?.kind === 'catchAll' ? longest : route.segments.length;
    for (const method of route.methods) {
      let byLength = byMethod.get(method);
      if (!byLength) byMethod.set(method, (byLength = Array.from({ length: longest + 1 }, () => [])));
      for (let length = fewest; length <= most; length += 1) byLength[length]!.push(route);
    }
  }
  return {
    match(method, path) {
      const candidates = byMethod.get(method)?.[Math.min(path.segments.length, longest)];
      if (!candidates) return undefined;
      for (const route of candidates) {
        const params = matchRoute(route.segments, path);
        if (params) return { route, params };
      }
      return undefined;
    },
  };
}
