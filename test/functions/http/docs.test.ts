import { readFileSync } from 'node:fs';
import { calls } from '../../../functions/http/contract/calls.ts';

describe('docs/http-api.md', () => {
  it('lists the calls there are', () => {
    const text = readFileSync('docs/http-api.md', 'utf8');
    const listed = [...text.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^`]*)`/g)]
      .map(([, method, path]) => `${method} ${path!.split('?')[0]}`)
      .filter((address) => !address.includes('/api/'));
    expect([...new Set(listed)].sort()).toEqual(calls.map(({ method, path }) => `${method} /${path}`).sort());
  });
});
