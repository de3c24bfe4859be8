import type { HttpRoute } from './router.ts';
import { mayBeAbsent, type Parameter, type Segment } from './routeTemplate.ts';

/** One length that a route's path can have; `open` when `{*rest}` follows. */
interface Form {
  readonly segments: readonly Segment[];
  readonly open: boolean;
}

/** The lower, the more specific, as a reader expects routes to be chosen. */
const rank = (segment: Segment | undefined): number => {
  if (segment === undefined) return 4;
  if (segment.kind === 'literal') return 0;
  if (segment.kind === 'complex') return 1;
  return segment.kind === 'parameter' && segment.parameter.constraints.length > 0 ? 2 : 3;
};

function formsOf({ segments }: HttpRoute): Form[] {
  const fixed = segments.filter((segment) => segment.kind !== 'catchAll');
  const open = fixed.length < segments.length;
  const fewest = fixed.filter((segment) => !mayBeAbsent(segment)).length;
  const forms: Form[] = [];
  for (let length = fewest; length < fixed.length; length += 1) {
    forms.push({ segments: fixed.slice(0, length), open: false });
  }
  forms.push({ segments: fixed, open });
  return forms;
}

const accepts = (parameter: Parameter, text: string): boolean =>
  parameter.constraints.every((constraint) => constraint(text));

/** Whether one path segment can satisfy both. Two parameters are taken to overlap whatever their constraints say. */
function overlap(a: Segment, b: Segment): boolean {
  if (b.kind === 'literal' && a.kind !== 'literal') return overlap(b, a);
  if (a.kind !== 'literal') return true;
  if (b.kind === 'literal') return a.text.toLowerCase() === b.text.toLowerCase();
  return b.kind === 'complex' ? b.pattern.test(a.text) : accepts(b.parameter, a.text);
}

const shape = (segment: Segment): string => {
  if (segment.kind === 'literal') return segment.text.toLowerCase();
  return segment.kind === 'complex' ? segment.pattern.source : `{${segment.parameter.constraintText}}`;
};

/** What becomes of the paths that both forms take: undefined when there are none, or when the order is as expected. */
function conflict(earlier: Form, later: Form): 'same' | 'shadowed' | undefined {
  const [a, b] = [earlier.segments, later.segments];
  const shared = Math.min(a.length, b.length);
  if ((a.length > shared && !later.open) || (b.length > shared && !earlier.open)) return undefined;
  for (let i = 0; i < shared; i += 1) if (!overlap(a[i]!, b[i]!)) return undefined;
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = rank(a[i]) - rank(b[i]);
    if (difference !== 0) return difference > 0 ? 'shadowed' : undefined;
  }
  if (earlier.open !== later.open) return earlier.open ? 'shadowed' : undefined;
  return a.every((segment, i) => shape(segment) === shape(b[i]!)) ? 'same' : undefined;
}

/**
 * The platform tries routes in the order of function names. Every pair in which that order takes a path away from the
 * more specific route, or in which both routes are the same, is a fault, one sentence each.
 *
 * @param routes in that order.
 */
export function findRouteConflicts(routes: readonly HttpRoute[]): string[] {
  const faults: string[] = [];
  for (const [index, later] of routes.entries()) {
    for (const earlier of routes.slice(0, index)) {
      const methods = earlier.methods.filter((method) => later.methods.includes(method)).join(', ');
      if (methods === '') continue;
      const found = formsOf(earlier).flatMap((a) => formsOf(later).map((b) => conflict(a, b)));
      const names = `"${earlier.fn.name}" (${earlier.template}) and "${later.fn.name}" (${later.template})`;
      if (found.includes('same')) {
        faults.push(`The functions ${names} have the same route for ${methods}.`);
      } else if (found.includes('shadowed')) {
        faults.push(
          `The routes of ${names} overlap for ${methods}. Routes are tried in the order of function names, so ` +
            `"${earlier.fn.name}" takes requests meant for the more specific "${later.fn.name}": rename one of them.`,
        );
      }
    }
  }
  return faults;
}
