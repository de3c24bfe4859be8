import { readFileSync } from 'node:fs';
import { calls } from '../../../functions/http/contract/calls.ts';
import { createExamples } from '../../../functions/http/openapi/examples.ts';
import { DIFF_LIMITS } from '../../../shared/domain/catalogDiff/schema.ts';

const text = readFileSync('docs/http-api.md', 'utf8');
/** However its lines are broken. */
const oneLine = text.replaceAll(/\s+/g, ' ');

describe('docs/http-api.md', () => {
  it('lists every call', () => {
    for (const { method, path } of calls) expect(text).toContain(`\`${method} /${path}`);
  });

  it('shows how versions compare', () => {
    const block = /```json\n(.*?)```/s.exec(text)?.[1] ?? '';
    expect(JSON.parse(block)).toEqual(createExamples().get('compareVersions')?.replies[200]);
  });

  it('names the limits that hold', () => {
    const { listed, shownField, sessions } = DIFF_LIMITS;
    expect(oneLine).toContain(`the first ${listed}: plans by id`);
    expect(oneLine).toContain(`more than ${shownField.toLocaleString('en')} characters of JSON`);
    expect(oneLine).toContain(`the up to ${sessions} sessions of the catalogue that started last`);
  });
});
