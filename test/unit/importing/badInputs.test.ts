import { deflateRawSync } from 'node:zlib';
import { collect, faultsOf, gzip, type Content } from '../../support/sources.ts';
import { csv, definition, HEADER, mapping } from './fixtures.ts';

const GOOD = 'p1,One,"$5,250",A,fr|es,yes,';
const message = async (...args: Parameters<typeof collect>): Promise<string> => {
  const collected = await collect(...args);
  return 'faults' in collected ? collected.faults.map((fault) => fault.message).join('\n') : '';
};

describe('CSV that is not as it should be', () => {
  it.each<[string, Content, [string, string][]]>([
    ['cut off inside a row', csv(GOOD).slice(0, -12), [['rows/2', 'wrong_cell_count']]],
    ['cut off inside quotes', csv(GOOD, 'p2,"Tw').trimEnd(), [['rows/3', 'broken_file']]],
    [
      'with a quote that is never closed',
      csv('p1,"One,1,A,,,', ...Array<string>(90_000).fill(GOOD.replaceAll('"', ''))),
      [['rows/2', 'record_too_large']],
    ],
    ['with something after a quote', csv('p1,"One"x,1,A,,,'), [['rows/2', 'broken_file']]],
    ['with a field of 10 MB', csv(GOOD, `p2,${'x'.repeat(10_000_000)},1,A,,,`), [['rows/3', 'record_too_large']]],
    [
      'with 5,000 columns',
      `${Array.from({ length: 5_000 }, (_, index) => `c${index}`).join(',')}\n`,
      [['rows/1', 'too_many']],
    ],
    ['with a header of 10 MB', 'x'.repeat(10_000_000), [['rows/1', 'record_too_large']]],
    ['with a column twice', csv(GOOD).replace('terms', 'name'), [['rows/1/columns/name', 'duplicate_column']]],
    ['with another delimiter', csv(GOOD).replaceAll(',', ';'), [['rows/1', 'wrong_delimiter']]],
    ['empty', '', [['rows/1', 'empty_file']]],
    ['in Latin-1', Buffer.from(csv('p1,Caf\u00e9,1,A,,,'), 'latin1'), [['rows/2', 'wrong_encoding']]],
    ['in UTF-16', Buffer.from(`\ufeff${csv(GOOD)}`, 'utf16le'), [['rows/1', 'wrong_encoding']]],
    [
      'without a column of the mapping',
      csv(GOOD).replace('price', 'cost'),
      [['/plans/values/price', 'unknown_column']],
    ],
    [
      'with rows of other lengths',
      csv(GOOD, 'p2,Two', 'p3,Three,1,A,,,,,'),
      [
        ['rows/3', 'wrong_cell_count'],
        ['rows/4', 'wrong_cell_count'],
      ],
    ],
    [
      'with cells that are not understood',
      csv('p1,One,50%,A,,perhaps,'),
      [
        ['rows/2/columns/price', 'not_understood'],
        ['rows/2/columns/esim', 'not_understood'],
      ],
    ],
    ['with a row without id', csv(',One,1,A,,,'), [['rows/2/columns/id', 'missing_value']]],
    ['with a plan twice', csv(GOOD, GOOD), [['rows/3/columns/id', 'duplicate_id']]],
    ['with an id too long', csv(`${'x'.repeat(201)},One,1,A,,,`), [['rows/2/columns/id', 'long_id']]],
  ])('%s', async (_name, content, faults) => {
    expect(await faultsOf({ 'plans.csv': content }, mapping)).toEqual(faults);
  });

  it('names the delimiter and a column that was nearly right', async () => {
    expect(await message({ 'plans.csv': csv(GOOD).replaceAll(',', ';') }, mapping)).toContain('"delimiter": ";"');
    expect(await message({ 'plans.csv': csv(GOOD).replace('price', 'Price') }, mapping)).toContain(
      'Did you mean "Price"?',
    );
  });

  it('counts faults after the first thousand', async () => {
    const collected = await collect({ 'plans.csv': csv(...Array<string>(1_500).fill('p1,One')) }, mapping);
    expect(collected).toMatchObject({ total: 1_500 });
    expect('faults' in collected && collected.faults).toHaveLength(1_000);
  });
});

describe('gzip that is not as it should be', () => {
  const rows = csv(...Array.from({ length: 5_000 }, (_, index) => `p${index},One,${index},A,,,`));

  it('cut off', async () => {
    const packed = gzip(rows);
    const faults = await faultsOf({ 'plans.csv.gz': packed.subarray(0, packed.length / 2) }, mapping);
    expect(faults).toEqual([[expect.stringMatching(/^rows\/\d+$/) as string, 'broken_file']]);
  });

  it('damaged', async () => {
    const packed = Buffer.from(gzip(rows));
    packed.fill(0xff, 2_000, 2_100);
    expect((await faultsOf({ 'plans.csv.gz': packed }, mapping))?.at(-1)?.[1]).toBe('broken_file');
  });

  /** Blocks of a deflate stream may follow each other, so a bomb is made in no time. */
  function bomb(content: string, times: number): Buffer {
    const block = deflateRawSync(content, { finishFlush: 2 });
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    return Buffer.concat([header, ...Array<Buffer>(times).fill(block)]);
  }

  it.each([
    ['one endless cell', bomb('x'.repeat(1_000_000), 5_000), 'record_too_large'],
    [
      'blank lines',
      Buffer.concat([
        bomb(`${HEADER}\n${'\n'.repeat(1_000_000)}`, 1),
        bomb('\n'.repeat(1_000_000), 5_000).subarray(10),
      ]),
      'unpacks_too_large',
    ],
  ])('a bomb of %s', async (_name, packed, code) => {
    const before = process.memoryUsage().rss;
    const faults = await faultsOf({ 'plans.csv.gz': packed }, mapping);
    expect(faults?.at(-1)?.[1]).toBe(code);
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });
});

describe('NDJSON that is not as it should be', () => {
  const line = JSON.stringify({ planId: 'p1', name: 'One', values: { price: 1 } });
  const first = JSON.stringify(definition);

  it.each<[string, string, [string, string][]]>([
    ['empty', '', [['rows/1', 'empty_file']]],
    ['cut off', `${first}\n${line}\n{"planId": "p2`, [['rows/3', 'broken_file']]],
    [
      'with a line of 10 MB',
      `${first}\n${line}\n${JSON.stringify('x'.repeat(10_000_000))}\n`,
      [['rows/3', 'record_too_large']],
    ],
    ['with a line that is no object', `${first}\n[]\n${line}`, [['rows/2', 'wrong_type']]],
    ['with a faulty definition', '{"attributes": []}\n', [['rows/1/questions', 'missing_field']]],
    [
      'with faulty plans',
      `${first}\n\n{"planId": "p1", "name": "One", "values": {"price": "x", "size": 1}}`,
      [
        ['rows/3/values/price', 'wrong_value_type'],
        ['rows/3/values/size', 'undeclared_attribute'],
      ],
    ],
    [
      'with plans in its definition',
      `${JSON.stringify({ ...definition, plans: [{}] })}\n`,
      [['rows/1/plans', 'field_not_allowed']],
    ],
  ])('%s', async (_name, content, faults) => {
    expect(await faultsOf({ 'plans.ndjson': content })).toEqual(faults);
  });

  it('says that no record has a column of the mapping', async () => {
    const content = `${JSON.stringify({ id: 'p1', name: 'One', network: 'A' })}\n`;
    const { price, network } = mapping.plans.values;
    const only = { ...mapping, plans: { ...mapping.plans, values: { price, network } } };
    expect(await faultsOf({ 'plans.ndjson': content }, only)).toEqual([['/plans', 'unknown_column']]);
  });
});

describe('JSON that would not fit into memory', () => {
  it.each([
    ['a text of 10 MB', `{"title": "${'x'.repeat(10_000_000)}"}`],
    ['a plan of 10 MB', `{"plans": [{"planId": "p1", "values": {"a": [${'1,'.repeat(5_000_000)}1]}}]}`],
    ['a definition of 50 MB', `{"attributes": [${'{"id": "a"},'.repeat(4_500_000)}{}]}`],
  ])('%s', async (_name, content) => {
    expect(await faultsOf({ 'catalog.json': content })).toEqual([['', 'record_too_large']]);
  });
});

describe('sources that do not fit together', () => {
  const offers = {
    ...definition,
    offers: { requires: ['network'] },
  };
  const byMarket = {
    catalog: offers,
    plans: { file: 'plans.csv', planId: 'id', name: 'name', values: {} },
    offers: {
      file: 'offers.csv',
      planId: 'plan',
      values: { network: 'network', price: 'price' },
      joins: [{ file: 'prices.csv', on: { area: 'where', plan: 'plan' } }],
    },
  };
  const plans = 'id,name\np1,One\np2,Two\n';
  const prices = 'plan,where,price\np1,n,1\np2,n,2\n';

  it.each<[string, Record<string, string>, [string, string][]]>([
    [
      'an offer of a missing plan',
      { 'offers.csv': 'plan,network,area\np1,A,n\np3,A,n\n', 'prices.csv': `${prices}p3,n,3\n` },
      [['offers.csv/rows/3/columns/plan', 'unknown_plan']],
    ],
    [
      'two offers in one market',
      { 'offers.csv': 'plan,network,area\np1,A,n\np1,B,n\np1,A,n\n' },
      [['offers.csv/rows/4', 'duplicate_offer']],
    ],
    [
      'an offer without a market',
      { 'offers.csv': 'plan,network,area\np1,,n\n' },
      [['offers.csv/rows/2/columns/network', 'unknown_market']],
    ],
    [
      'a row that nothing joins',
      { 'offers.csv': 'plan,network,area\np1,A,s\n' },
      [['offers.csv/rows/2/columns/area', 'unjoined_row']],
    ],
    [
      'a key twice in a joined file',
      { 'offers.csv': 'plan,network,area\n', 'prices.csv': `${prices}p1,n,3\n` },
      [['prices.csv/rows/4', 'duplicate_row']],
    ],
    [
      'a join by a column that is not there',
      { 'offers.csv': 'plan,network,region\np1,A,n\n' },
      [['/offers/joins/0', 'unknown_column']],
    ],
    ['a file that is not there', {}, [['/offers', 'no_file']]],
  ])('%s', async (_name, files, faults) => {
    expect(await faultsOf({ 'plans.csv': plans, 'prices.csv': prices, ...files }, byMarket)).toEqual(faults);
  });

  it('says nothing of the offers of plans that are at fault, or were not read', async () => {
    const files = { 'offers.csv': 'plan,network,area\np1,A,n\np2,A,n\n', 'prices.csv': prices };
    const unnamed = await faultsOf({ ...files, 'plans.csv': 'id,name\np1,\np2,Two\n' }, byMarket);
    expect(unnamed).toEqual([['plans.csv/rows/2/columns/name', 'missing_value']]);
    const cut = await faultsOf({ ...files, 'plans.csv': 'id,name\np1,One\np2,"Tw' }, byMarket);
    expect(cut).toEqual([['plans.csv/rows/3', 'broken_file']]);
  });

  it('a repeated plan that changes', async () => {
    const repeated = { ...mapping, plans: { ...mapping.plans, repeated: true } };
    const content = csv(GOOD, GOOD, GOOD.replace('5,250', '5,251'));
    expect(await faultsOf({ 'plans.csv': content }, repeated)).toEqual([['rows/4/columns/id', 'different_repeat']]);
  });

  it('offers of a catalogue that has none', async () => {
    const without = { ...byMarket, catalog: definition };
    expect(await faultsOf({ 'plans.csv': plans }, without)).toEqual([['/catalog/offers', 'missing_field']]);
  });

  it('a CSV file without a mapping, or with an unknown ending', async () => {
    expect(await faultsOf({ 'plans.csv': plans })).toEqual([['', 'unknown_format']]);
    expect(await faultsOf({ plans }, mapping)).toEqual([['/plans', 'unknown_format']]);
  });
});
