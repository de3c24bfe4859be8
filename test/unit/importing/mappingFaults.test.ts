import { readFileSync } from 'node:fs';
import { sourceFaultCodes } from '../../../shared/domain/catalog/mapping/sourceFaultCodes.ts';
import { SOURCE_LIMITS } from '../../../shared/domain/catalog/mapping/mapping.ts';
import { collect, faultsOf } from '../../support/sources.ts';
import { csv, definition, mapping } from './fixtures.ts';

const { plans } = mapping;
const withRule = (id: string, rule: unknown) => ({ ...mapping, plans: { ...plans, values: { [id]: rule } } });

describe('a mapping', () => {
  it.each<[string, unknown, [string, string][]]>([
    ['no object', [], [['', 'wrong_type']]],
    [
      'empty',
      {},
      [
        ['/catalog', 'missing_field'],
        ['/plans', 'missing_field'],
      ],
    ],
    ['with fields it does not have', { ...mapping, source: 1 }, [['/source', 'unknown_field']]],
    ['without an id', { ...mapping, plans: { name: 'name', values: {} } }, [['/plans/planId', 'missing_field']]],
    ['without values', { ...mapping, plans: { planId: 'id', name: 'name' } }, [['/plans/values', 'missing_field']]],
    ['with a rule that names no column', withRule('price', {}), [['/plans/values/price', 'missing_field']]],
    [
      'with a rule that names two places',
      withRule('price', { column: 'a', constant: 1 }),
      [['/plans/values/price', 'field_not_allowed']],
    ],
    [
      'with a rule that names no columns',
      withRule('network', { columns: [] }),
      [['/plans/values/network/columns', 'missing_field']],
    ],
    [
      'with an attribute that is not declared',
      withRule('size', 'size'),
      [['/plans/values/size', 'undeclared_attribute']],
    ],
    [
      'with another way to read than the type has',
      withRule('price', { column: 'price', as: 'yesNo' }),
      [['/plans/values/price/as', 'invalid_choice']],
    ],
    [
      'with a meaning of another type',
      withRule('price', { column: 'price', words: { free: 'zero' } }),
      [['/plans/values/price/words/free', 'wrong_value_type']],
    ],
    [
      'with yes for a number',
      withRule('price', { column: 'price', yes: ['x'] }),
      [['/plans/values/price/words/x', 'wrong_value_type']],
    ],
    [
      'with a phrase twice',
      withRule('price', { column: 'price', words: { Free: 0 }, unknown: ['FREE '] }),
      [['/plans/values/price/unknown/0', 'duplicate_value']],
    ],
    [
      'with phrases that are not there',
      withRule('price', { column: 'price', words: 'copay' }),
      [['/plans/values/price/words', 'invalid_choice']],
    ],
    ['with faulty phrases', { ...mapping, phrases: { copay: { a: {} } } }, [['/phrases/copay/a', 'wrong_type']]],
    [
      'with a date that lacks the year',
      withRule('network', { column: 'a', date: 'DD.MM.' }),
      [['/plans/values/network/date', 'invalid_choice']],
    ],
    [
      'with an empty separator',
      withRule('countries', { column: 'a', separator: '' }),
      [['/plans/values/countries/separator', 'out_of_range']],
    ],
    [
      'with a unit that is no number',
      withRule('price', { column: 'a', units: { GB: '1' } }),
      [['/plans/values/price/units/GB', 'wrong_type']],
    ],
    [
      'with "between" where nothing is between',
      withRule('network', { column: 'a', between: '/' }),
      [['/plans/values/network/between', 'field_not_allowed']],
    ],
    [
      'with a long delimiter',
      { ...mapping, plans: { ...plans, delimiter: '::' } },
      [['/plans/delimiter', 'out_of_range']],
    ],
    [
      'with a delimiter for NDJSON',
      { ...mapping, plans: { ...plans, format: 'ndjson', delimiter: ';' } },
      [['/plans/delimiter', 'field_not_allowed']],
    ],
    [
      'with a join that joins by nothing',
      { ...mapping, plans: [{ ...plans, joins: [{ file: 'x.csv' }] }] },
      [['/plans/0/joins/0/on', 'missing_field']],
    ],
    [
      'with an encoding that is not known',
      { ...mapping, plans: { ...plans, encoding: 'ebcdic' } },
      [['/plans/encoding', 'invalid_choice']],
    ],
    [
      'with faults in its definition',
      { ...mapping, catalog: { ...definition, questions: [{}], title: 1 } },
      [['/catalog/title', 'wrong_type']],
    ],
    [
      'with plans in its definition',
      { ...mapping, catalog: { ...definition, plans: [{ planId: 'x' }] } },
      [['/catalog/plans', 'field_not_allowed']],
    ],
    ['with a definition that is not there', { ...mapping, catalog: 'none.json' }, [['/catalog', 'no_file']]],
    ['with a native CSV file', { ...mapping, plans: {} }, [['/plans', 'missing_field']]],
  ])('%s', async (_name, given, faults) => {
    expect(await faultsOf({ 'plans.csv': csv() }, given)).toEqual(expect.arrayContaining(faults));
  });

  it('is told where a named definition is at fault', async () => {
    const named = { ...mapping, catalog: 'catalog.json' };
    const faulty = { ...definition, title: 1 };
    expect(await faultsOf({ 'plans.csv': csv() }, named, { 'catalog.json': faulty })).toEqual([
      ['catalog.json/title', 'wrong_type'],
    ]);
  });

  it('names all that is wrong at once: definition, rules and rows', async () => {
    const faulty = { ...mapping, catalog: { ...definition, title: 1 } };
    const faults = await faultsOf({ 'plans.csv': csv('p1,One,x,,,,') }, faulty);
    expect(faults).toEqual([
      ['/catalog/title', 'wrong_type'],
      ['rows/2/columns/price', 'not_understood'],
    ]);
  });

  it('lists a few columns only, however many there are', async () => {
    const content = `${Array.from({ length: 1_999 }, (_, index) => `column${index}`).join(',')}\n`;
    const collected = await collect({ 'plans.csv': content }, mapping);
    if (!('faults' in collected)) throw new Error('no faults');
    expect(Math.max(...collected.faults.map((fault) => fault.message.length))).toBeLessThan(400);
  });
});

describe('docs/importing.md', () => {
  const text = readFileSync('docs/importing.md', 'utf8');
  const table = text
    .slice(text.indexOf('## Faults'))
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it('lists every fault code with its meaning', () => {
    const rows = table.map((row) =>
      row
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
    expect(rows).toEqual(Object.entries(sourceFaultCodes).map(([code, meaning]) => [`\`${code}\``, meaning]));
  });

  it('names the limits that hold', () => {
    const { recordBytes, columns, lookupRows } = SOURCE_LIMITS;
    for (const limit of [recordBytes, columns, lookupRows]) expect(text).toContain(limit.toLocaleString('en'));
  });

  it('shows an example that imports', async () => {
    const [example = '', offersExample = ''] = [...text.matchAll(/```json\n(.*?)```/gs)].map((match) => match[1]!);
    const [first = '', plansFile = '', offersFile = ''] = [...text.matchAll(/```csv\n(.*?)```/gs)].map(
      (match) => match[1]!,
    );
    expect(await faultsOf({ 'tariffs.csv': first }, JSON.parse(example))).toBeUndefined();
    const files = { 'plans.csv': plansFile, 'prices.csv': offersFile };
    expect(await faultsOf(files, JSON.parse(offersExample))).toBeUndefined();
  });
});
