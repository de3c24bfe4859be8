import { calls } from './calls.ts';

const templates = calls.map(({ method, path }) => ({ method, pattern: toPattern(path) }));

/** The methods a path below `/api` takes, with what comes along with them; none when there is no such path. */
export function methodsOf(path: string): string[] {
  const methods: string[] = templates.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (methods.length === 0) return [];
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
}

function toPattern(template: string): RegExp {
  const segments = template
    .split('/')
    .map((segment) => (segment.startsWith('{') ? '[^/]+' : segment.replace('.', '\\.')));
  return new RegExp(`^${segments.join('/')}/?$`, 'i');
}
