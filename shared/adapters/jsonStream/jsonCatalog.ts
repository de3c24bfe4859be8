import { Tokenizer, TokenParser } from '@streamparser/json';
import { SOURCE_LIMITS } from '../../domain/catalog/mapping/mapping.ts';
import { BrokenSource, type CatalogItems, type RecordBatch } from '../../ports/recordReader.ts';
import { toUtf8 } from '../common/decodeText.ts';
import { createListSkipper, isClosing, isOpening, tooLarge, type Token } from './listSkipper.ts';

// Read with @streamparser/json: one plan at a time is in memory, whatever the size of the file, at about 30 MB/s
// (stream-json, the other well-kept one, took four times as long for the same file), and `__proto__`, 1e999 and -0 come
// out as from JSON.parse.

/** Everything of a catalogue but its long lists: they may come before the attributes they use, so they are read later. */
export async function catalogDefinition(bytes: AsyncIterable<Uint8Array>): Promise<unknown> {
  let definition: unknown;
  const parser = new TokenParser({ paths: ['$'] });
  parser.onValue = ({ value }) => (definition = value);
  const skip = createListSkipper((token) => parser.write(token));
  const feeding = feed(bytes, parser, skip, 'a catalogue in JSON');
  while ((await feeding.next()).done !== true);
  return definition;
}

export async function* catalogItems(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CatalogItems> {
  const parser = new TokenParser({ paths: ['$.plans.*', '$.offers.rows.*'], keepStack: false });
  let taken: { list: CatalogItems['list']; items: unknown[] }[] = [];
  parser.onValue = ({ value, stack }) => {
    // A plan lies inside two things, the catalogue and the list; a row inside three.
    const list = stack.length === 2 ? 'plans' : 'offers';
    const last = taken.at(-1);
    if (last?.list === list) last.items.push(value);
    else taken.push({ list, items: [value] });
  };
  const feeding = feed(bytes, parser, (token) => parser.write(token), 'a catalogue in JSON');
  while ((await feeding.next()).done !== true) {
    yield* taken;
    taken = [];
  }
}

export async function* jsonArray(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordBatch> {
  const parser = new TokenParser({ paths: ['$.*'], keepStack: false });
  let depth = 0;
  let itemStart = 0;
  const onToken = (token: Token): void => {
    if (isClosing(token)) depth -= 1;
    if (depth === 0 && token.value !== '[' && token.value !== ']') throw new Error('an array of records is needed');
    if (depth === 1) itemStart = token.offset;
    else if (token.offset - itemStart > SOURCE_LIMITS.recordBytes) throw tooLarge('a record');
    if (isOpening(token)) depth += 1;
    parser.write(token);
  };
  yield* emitted(bytes, parser, onToken, 'an array in JSON');
}

async function* emitted(
  bytes: AsyncIterable<Uint8Array>,
  parser: TokenParser,
  onToken: (token: Token) => void,
  format: string,
): AsyncGenerator<RecordBatch> {
  let records: unknown[] = [];
  let row = 1;
  parser.onValue = ({ value }) => records.push(value);
  const takeBatch = (): RecordBatch => {
    const batch = { records, firstRow: row };
    row += records.length;
    records = [];
    return batch;
  };
  let failure: unknown;
  try {
    const feeding = feed(bytes, parser, onToken, format);
    while ((await feeding.next()).done !== true) if (records.length > 0) yield takeBatch();
  } catch (error) {
    failure = error;
  }
  if (records.length > 0) yield takeBatch();
  if (failure !== undefined) throw failure as Error;
}

/** Feeds the tokens of the bytes to `onToken`, which feeds them to `parser`; yields after each chunk. */
async function* feed(
  bytes: AsyncIterable<Uint8Array>,
  parser: TokenParser,
  onToken: (token: Token) => void,
  format: string,
): AsyncGenerator<void> {
  const tokenizer = new Tokenizer();
  let position = 0;
  let fed = 0;
  tokenizer.onToken = (token) => {
    position = token.offset;
    onToken(token);
  };
  parser.onEnd = () => tokenizer.end();
  for await (const chunk of toUtf8(bytes, 'utf-8')) {
    try {
      tokenizer.write(chunk);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof BrokenSource) throw error;
      const message = `This is not ${format}: ${error.message} (after byte ${position}).`;
      throw new BrokenSource('broken_file', message, undefined, error);
    }
    fed += chunk.length;
    if (fed - position > SOURCE_LIMITS.recordBytes && !parser.isEnded) throw tooLarge('a text');
    yield;
  }
  if (!parser.isEnded) throw new BrokenSource('broken_file', `This is not ${format}: it ends too early.`);
}
