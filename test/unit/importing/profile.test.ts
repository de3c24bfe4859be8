import { profileSource } from '../../../shared/application/profileSource.ts';
import { proposeMapping } from '../../../shared/domain/catalog/mapping/proposeMapping.ts';
import { recordReader } from '../../../shared/composition/recordReader.ts';
import { collect, filesOf } from '../../support/sources.ts';

const profile = (files: Record<string, string>) =>
  profileSource({
    reader: recordReader,
    files: filesOf(files),
    delimiter: undefined,
    encoding: 'utf-8',
    onStep: () => undefined,
  });

const header = 'sku,plan_name,price,share,since,network,esim,countries,note,nothing,stock';
const row = (index: number) =>
  [
    `s-${index}`,
    `Plan ${index}`,
    index === 3 ? 'N/A' : `"$${(1_000 + index).toLocaleString('en')}"`,
    `${index} %`,
    `2024-01-${String(10 + (index % 20))}`,
    'ABC'[index % 3],
    index % 2 === 0 ? 'Yes' : 'no',
    `fr|${index % 2 === 0 ? 'es' : 'pt'}`,
    `free text ${index}`,
    '',
    index === 5 ? 'sold out' : index,
  ].join(',');

describe('a profile', () => {
  const content = `${[header, ...Array.from({ length: 60 }, (_, index) => row(index))].join('\n')}\n`;

  it('guesses what columns hold', async () => {
    const { rows, columns } = await profile({ 'plans.csv': content });
    expect(rows).toBe(60);
    expect(Object.fromEntries(columns.map(({ column, guess }) => [column, guess]))).toEqual({
      sku: 'text',
      plan_name: 'text',
      price: 'money',
      share: 'percent',
      since: 'date',
      network: 'category',
      esim: 'yesNo',
      countries: 'list',
      note: 'text',
      nothing: 'empty',
      stock: 'number',
    });
    expect(columns[2]).toMatchObject({ unknownWords: ['N/A'], min: 1000, max: 1059, distinct: 60, isExact: true });
    expect(columns[10]).toMatchObject({ unknownWords: ['sold out'] });
  });

  it('proposes a mapping that imports as it is', async () => {
    const { columns } = await profile({ 'plans.csv': content });
    const mapping = proposeMapping(columns, {
      file: 'plans.csv',
      format: 'csv',
      delimiter: undefined,
      encoding: 'utf-8',
    });
    const collected = await collect({ 'plans.csv': content }, JSON.parse(JSON.stringify(mapping)));
    expect(collected).toMatchObject({ catalog: { ranking: [{ attribute: 'price' }] } });
    if ('faults' in collected) throw new Error('faults');
    expect(collected.catalog.plans[4]).toEqual({
      planId: 's-4',
      name: 'Plan 4',
      values: {
        price: 1004,
        share: 4,
        since: 2024.036,
        network: 'B',
        esim: true,
        countries: ['fr', 'es'],
        note: 'free text 4',
        stock: 4,
      },
    });
    expect(collected.catalog.questions.map(({ id }) => id)).toEqual([
      'price',
      'share',
      'since',
      'network',
      'esim',
      'countries',
      'stock',
    ]);
  });

  it('takes NDJSON whose records differ', async () => {
    const lines = [
      { id: 'a', price: 1 },
      { id: 'b', price: 2, tags: ['x', 'y'] },
      { id: 'c', price: 3, ok: true },
    ];
    const files = { 'plans.ndjson': lines.map((line) => JSON.stringify(line)).join('\n') };
    const { columns } = await profile(files);
    expect(columns.map(({ column, guess, empty }) => [column, guess, empty])).toEqual([
      ['id', 'text', 0],
      ['price', 'number', 0],
      ['tags', 'list', 2],
      ['ok', 'yesNo', 2],
    ]);
    const mapping = proposeMapping(columns, {
      file: 'plans.ndjson',
      format: 'ndjson',
      delimiter: undefined,
      encoding: 'utf-8',
    });
    expect(await collect(files, JSON.parse(JSON.stringify(mapping)))).toMatchObject({
      catalog: { plans: [{ values: { price: 1 } }, { values: { tags: ['x', 'y'] } }, { values: { ok: true } }] },
    });
  });

  it('counts different texts up to a limit', async () => {
    const many = `id\n${Array.from({ length: 20_000 }, (_, index) => `p${index}`).join('\n')}\n`;
    expect((await profile({ 'plans.csv': many })).columns[0]).toMatchObject({
      distinct: 10_000,
      isExact: false,
      isUnique: true,
    });
  });

  it('says what is wrong with a file', async () => {
    const { faults } = await profile({ 'plans.csv': 'a;b\n1;2\n' });
    expect(faults.listed).toMatchObject([{ path: 'rows/1', code: 'wrong_delimiter' }]);
  });
});
