import { createConstraint, type Constraint } from './routeConstraints.ts';

export interface Parameter {
  readonly name: string;
  readonly constraints: readonly Constraint[];
  /** The constraints as written, to compare two parameters. */
  readonly constraintText: string;
  readonly optional: boolean;
  readonly defaultValue: string | undefined;
}

export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  | { readonly kind: 'catchAll'; readonly parameter: Parameter }
  /** Literal text and parameters in one segment, such as `{file}.{extension}`; one group for each parameter. */
  | { readonly kind: 'complex'; readonly pattern: RegExp; readonly parameters: readonly Parameter[] };

type Part = string | { readonly parameter: Parameter; readonly catchAll: boolean };

/** Splits "{id:int:min(1)=5?}" without its braces. Throws an Error that says what is wrong. */
function parseParameter(source: string): Exclude<Part, string> {
  const head = /^(\*{0,2})([^:=?*{}/]+)/.exec(source);
  if (!head) throw new Error(`"{${source}}" has no valid name`);
  const [whole, stars, name] = head;
  let rest = source.slice(whole.length);
  const constraints: Constraint[] = [];
  const start = rest;
  while (rest.startsWith(':')) {
    // An argument ends at the bracket that ends the constraint: a regular expression may hold brackets of its own.
    const item = /^:([a-z]+)(?:\((.*?)\)(?=:|=|\?$|$))?/i.exec(rest);
    const constraint = item && createConstraint(item[1] ?? '', item[2]);
    if (!constraint) throw new Error(`"{${source}}" has a constraint that is not known`);
    constraints.push(constraint);
    rest = rest.slice(item[0].length);
  }
  const constraintText = start.slice(0, start.length - rest.length).toLowerCase();
  const optional = rest.endsWith('?');
  if (optional) rest = rest.slice(0, -1);
  const defaultValue = rest.startsWith('=') ? rest.slice(1) : undefined;
  if (defaultValue === undefined && rest !== '') throw new Error(`"{${source}}" cannot be read`);
  const catchAll = stars !== '';
  if (optional && (defaultValue !== undefined || catchAll)) {
    throw new Error(`"{${source}}" cannot be optional as well`);
  }
  return { parameter: { name: name ?? '', constraints, constraintText, optional, defaultValue }, catchAll };
}

/** "{{" and "}}" stand for the brace itself, inside a parameter too (a regular expression's quantifier). */
function splitParts(source: string): Part[] {
  const parts: Part[] = [];
  let literal = '';
  for (let at = 0; at < source.length;) {
    const pair = source.slice(at, at + 2);
    if (pair === '{{' || pair === '}}') {
      literal += pair[0] ?? '';
      at += 2;
    } else if (source[at] === '{') {
      const parameter = /^\{((?:\{\{|\}\}|[^{}])+)\}/.exec(source.slice(at));
      if (!parameter) throw new Error(`"${source}" has a brace without its partner`);
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(parseParameter((parameter[1] ?? '').replaceAll('{{', '{').replaceAll('}}', '}')));
      at += parameter[0].length;
    } else if (source[at] === '}' || source[at] === '?') {
      throw new Error(`"${source}" has a "${source[at] ?? ''}" out of place`);
    } else {
      literal += source[at] ?? '';
      at += 1;
    }
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function toSegment(source: string): Segment {
  const parts = splitParts(source);
  const [first] = parts;
  if (first === undefined) throw new Error('it has an empty segment');
  if (parts.length === 1) {
    if (typeof first === 'string') return { kind: 'literal', text: first };
    return { kind: first.catchAll ? 'catchAll' : 'parameter', parameter: first.parameter };
  }
  const parameters: Parameter[] = [];
  let pattern = '';
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      pattern += escapeForRegExp(part);
      continue;
    }
    if (part.catchAll || part.parameter.optional || part.parameter.defaultValue !== undefined) {
      throw new Error(`"${source}" mixes text with a parameter that may be absent or take the rest`);
    }
    if (index > 0 && typeof parts[index - 1] !== 'string') {
      throw new Error(`"${source}" has two parameters with nothing between them`);
    }
    parameters.push(part.parameter);
    pattern += '(.+)';
  }
  return { kind: 'complex', pattern: new RegExp(`^${pattern}$`, 'i'), parameters };
}

export function parametersOf(segment: Segment): readonly Parameter[] {
  if (segment.kind === 'literal') return [];
  return segment.kind === 'complex' ? segment.parameters : [segment.parameter];
}

/** Whether a path may end before this segment. */
export function mayBeAbsent(segment: Segment): boolean {
  if (segment.kind === 'catchAll') return true;
  return segment.kind === 'parameter' && (segment.parameter.optional || segment.parameter.defaultValue !== undefined);
}

/**
 * Reads a route template of ASP.NET Core: `{p}`, `{p?}`, `{p=default}`, `{*rest}`, `{p:int:min(1)}`, `{a}-{b}`.
 * Stricter in two points, both of which are traps there: what may be absent stands at the end, and not inside a segment.
 *
 * @throws {Error} whose message says what is wrong with the template.
 */
export function parseRouteTemplate(template: string): Segment[] {
  if (/^[/~]|\/$/.test(template)) throw new Error('it must not begin or end with a slash, nor begin with "~"');
  const segments = template.split('/').map(toSegment);
  const names = segments.flatMap(parametersOf).map((parameter) => parameter.name.toLowerCase());
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`it names the parameter "${repeated}" twice`);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next === undefined) continue;
    if (segment.kind === 'catchAll') throw new Error('"{*...}" must be its last segment');
    if (mayBeAbsent(segment) && !mayBeAbsent(next)) throw new Error('what may be absent must stand at its end');
  }
  return segments;
}
