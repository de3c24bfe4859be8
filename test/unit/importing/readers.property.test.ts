import fc from 'fast-check';
import { parseDate, toDecimalYear, toIsoDate } from '../../../shared/domain/catalog/mapping/dates.ts';
import { parsePlainNumber, scale, toShape } from '../../../shared/domain/catalog/mapping/numbers.ts';
import { tidy, toLetterCase } from '../../../shared/domain/catalog/mapping/tidy.ts';
import { recordReader } from '../../../shared/composition/recordReader.ts';
import { chunksOf } from '../../support/sources.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

const runs = propertyRuns(200);

describe('numbers in texts', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000_000 }).map((cents) => cents / 100);

  it('reads what was grouped, with either decimal mark and any currency', () => {
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom('$', '€', ''),
        fc.boolean(),
        fc.boolean(),
        (value, sign, isAfter, isGerman) => {
          const written = value.toLocaleString(isGerman ? 'de' : 'en', {
            minimumFractionDigits: 2,
            maximumFractionDigits: 2,
          });
          const text = isAfter ? `${written} ${sign}`.trim() : `${sign}${written}`;
          expect(toShape(text, isGerman ? ',' : '.')).toEqual({
            shape: '#',
            numbers: [value],
            hasCurrency: sign !== '',
          });
        },
      ),
      runs,
    );
  });

  it('reads what JSON writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parsePlainNumber(String(value).replace('e+', 'e'))).toBe(value + 0);
      }),
      runs,
    );
  });

  it.each([
    ['$20 Copay before deductible and 30% Coinsurance', '# Copay before deductible and #% Coinsurance', [20, 30]],
    ['-$5', '#', [-5]],
    ['$-5', '#', [-5]],
    ['1,5', '#,#', [1, 5]],
    ['1,2345', '#,#', [1, 2345]],
    ['1234,567', '#,#', [1234, 567]],
    ['v1.2.3', 'v#.#', [1.2, 3]],
    ['.5', '#', [0.5]],
    ['', '', []],
  ])('%s is %s', (text, shape, numbers) => {
    expect(toShape(text, '.')).toMatchObject({ shape, numbers });
  });

  it.each(['', ' 1', '0x10', '1e999', 'Infinity', 'NaN', '1,000', '١'])('%j is no plain number', (text) => {
    expect(parsePlainNumber(text)).toBeUndefined();
  });

  it('scales without noise', () => {
    expect([scale(0.07, 100), scale(0.1, 3), scale(-0, 2)]).toEqual([7, 0.3, 0]);
  });
});

describe('dates', () => {
  it('reads every day as it was written', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [year = '', month = '', day = ''] = iso.split('-');
          expect(toIsoDate(parseDate(`${Number(day)}.${Number(month)}.${year}`, 'DD.MM.YYYY')!)).toBe(iso);
          expect(Math.floor(toDecimalYear(parseDate(iso, 'YYYY-MM-DD')!))).toBe(Number(year));
        },
      ),
      runs,
    );
  });

  it.each(['2023-02-29', '2024-13-01', '2024-00-01', '24-01-01', '2024-01-01x', ''])('%j is no day', (text) => {
    expect(parseDate(text, 'YYYY-MM-DD')).toBeUndefined();
  });
});

describe('texts', () => {
  it('tidies as the plain way does, and what is tidy stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\n', '\t', '\u00a0', '\r', '1') }), (text) => {
        expect(tidy(text)).toBe(text.trim().replace(/\s+/g, ' '));
        expect(tidy(tidy(text))).toBe(tidy(text));
      }),
      runs,
    );
  });

  it.each([
    ['PRINCE OF WALES-HYDER', 'Prince of Wales-Hyder'],
    ['THE DALLES', 'The Dalles'],
    ["o'BRIEN", "O'brien"],
    ['ÉVRY (ville)', 'Évry (Ville)'],
  ])('%s becomes %s', (text, title) => {
    expect(toLetterCase(text, 'title')).toBe(title);
  });
});

describe('records', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', '😀', '1') });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  it('come out of CSV as they went in, wherever the chunks end', async () => {
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((columns) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (rows, end, chunkBytes, hasBom) => {
          const text = rows.map((row) => row.map(quoted).join(',') + end).join('');
          const bytes = Buffer.from(`${hasBom ? '\ufeff' : ''}${text}`);
          const read: string[][] = [];
          const dialect = { delimiter: ',', quote: '"', encoding: 'utf-8' } as const;
          for await (const { records, firstRow } of recordReader.csv(
            recordReader.unpack(chunksOf(bytes, Math.max(3, chunkBytes))),
            dialect,
          )) {
            expect(firstRow).toBe(read.length + 1);
            read.push(...records);
          }
          expect(read).toEqual(rows);
        },
      ),
      runs,
    );
  });

  it('come out of NDJSON and of a JSON array as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(cell, fc.jsonValue()), { maxLength: 20 }),
        fc.integer({ min: 1, max: 30 }),
        async (records, chunkBytes) => {
          const all = async (batches: AsyncIterable<{ records: readonly unknown[] }>) => {
            const read: unknown[] = [];
            for await (const batch of batches) read.push(...batch.records);
            return read;
          };
          const lines = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
          const array = Buffer.from(JSON.stringify(records));
          const plain = JSON.parse(JSON.stringify(records)) as unknown;
          expect(await all(recordReader.ndjson(chunksOf(lines, chunkBytes)))).toEqual(plain);
          expect(await all(recordReader.jsonArray(chunksOf(array, chunkBytes)))).toEqual(plain);
        },
      ),
      runs,
    );
  });
});
