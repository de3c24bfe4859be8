import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Value } from '../../shared/domain/catalog/schema.ts';
import { createOffer, createOffersDefinition, marketSizes, type OffersSize } from '../offers/catalog.ts';
import { createDefinition } from '../panel/catalog.ts';
import { createPlans } from '../panel/plans.ts';

const BUFFERED_CHARACTERS = 1 << 20;

/** The panel as NDJSON in the catalogue's own format: the definition, then a plan on each line. */
export async function writeNdjson(folder: string, seed: number, plans: number): Promise<string> {
  const file = join(folder, 'panel.ndjson');
  await writeLines(file, ndjsonLines(seed, plans));
  return file;
}

function* ndjsonLines(seed: number, plans: number): Generator<string> {
  yield JSON.stringify(createDefinition());
  for (const plan of createPlans(seed, plans)) yield JSON.stringify(plan);
}

/** The panel sold market by market, the definition first, then plans, then offer rows. */
export async function writeOffers(folder: string, seed: number, size: OffersSize): Promise<string> {
  const file = join(folder, 'offers.ndjson');
  await writeLines(file, offerLines(seed, size));
  return file;
}

function* offerLines(seed: number, size: OffersSize): Generator<string> {
  yield JSON.stringify(createOffersDefinition());
  for (const plan of createPlans(seed, size.plans)) yield JSON.stringify(plan);
  for (const [market, rows] of marketSizes(size).entries()) {
    for (let place = 0; place < rows; place += 1) yield JSON.stringify(createOffer(seed, size, market, place));
  }
}

/** The panel as CSV, a set as a list between bars, with the mapping that reads it. */
export async function writeCsv(
  folder: string,
  seed: number,
  plans: number,
): Promise<{ file: string; mapping: string }> {
  const definition = createDefinition();
  const columns = definition.attributes.map(({ id }) => id);
  const sets = definition.attributes.filter(({ type }) => type === 'set').map(({ id }) => id);
  const file = join(folder, 'panel.csv');
  await writeLines(file, csvLines(seed, plans, columns));
  const mapping = join(folder, 'mapping.json');
  const values = Object.fromEntries(
    columns.map((column) => [column, sets.includes(column) ? { column, separator: '|' } : column]),
  );
  await writeFile(mapping, JSON.stringify({ catalog: definition, plans: { planId: 'planId', name: 'name', values } }));
  return { file, mapping };
}

function* csvLines(seed: number, plans: number, columns: readonly string[]): Generator<string> {
  yield ['planId', 'name', ...columns].join(',');
  for (const { planId, name, values = {} } of createPlans(seed, plans)) {
    const cells = columns.map((column) => toCell(values[column]));
    yield [planId, toCell(name), ...cells].join(',');
  }
}

function toCell(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  const text = Array.isArray(value) ? value.join('|') : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Streams, so that a million lines need no more memory than a few. */
async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  const done = finished(stream);
  let buffered = '';
  for (const line of lines) {
    buffered += `${line}\n`;
    if (buffered.length < BUFFERED_CHARACTERS) continue;
    const isDrained = stream.write(buffered);
    buffered = '';
    if (!isDrained) await Promise.race([once(stream, 'drain'), done]);
  }
  stream.end(buffered);
  await done;
}
