import { readFileSync } from 'node:fs';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { catalogFaultCodes } from '../../../shared/domain/catalog/faultCodes.ts';
import { LIMITS, MAX_NESTING } from '../../../shared/domain/catalog/schema.ts';
import { MAX_LISTED_FAULTS } from '../../../shared/domain/errors.ts';

const text = readFileSync('docs/catalogue-format.md', 'utf8');

/** The cells of a table's rows, without its head. */
function tableBelow(heading: string): string[][] {
  const section = text.slice(text.indexOf(`## ${heading}\n`)).split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/catalogue-format.md', () => {
  it('shows the example', () => {
    const block = /```json\n(.*?)```/s.exec(text)?.[1] ?? '';
    expect(JSON.parse(block)).toEqual(exampleCatalog);
  });

  it('lists every fault code with its meaning', () => {
    const expected = Object.entries(catalogFaultCodes).map(([code, meaning]) => [`\`${code}\``, meaning]);
    expect(tableBelow('Faults')).toEqual(expected);
  });

  it('names the limits that hold', () => {
    const limits = tableBelow('Limits').map(([, limit]) => Number(/[\d,]+/.exec(limit ?? '')?.[0].replaceAll(',', '')));
    const { attributes, questions, plansAndRows, lookups, lookupRows, planBytes, idLength } = LIMITS;
    const ofLists = [attributes, questions, plansAndRows, lookups, lookupRows];
    const checked = [...ofLists, planBytes, idLength, MAX_NESTING, MAX_LISTED_FAULTS];
    expect(limits.slice(0, checked.length)).toEqual(checked);
  });
});
