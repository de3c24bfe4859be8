import { createReadStream } from 'node:fs';
import { Tokenizer, TokenParser, type ParsedTokenInfo } from '@streamparser/json';
import { CommandError } from '../../local/command.ts';
import { BULK_LISTS, createBulkSkipper } from './bulkSkipper.ts';

// The file is read with @streamparser/json: one plan or offer row at a time is in memory, whatever the size of the file, at about
// 30 MB/s (stream-json, the other well-kept one, took four times as long for the same file), and `__proto__`, 1e999 and
// -0 come out as from JSON.parse.

const CHUNK_BYTES = 256 * 1024;

/** Told the size of each piece after it was read. */
export type OnBytes = (bytes: number) => void;

/**
 * Everything of a catalogue file but its plans and offer rows: their lists are there as empty arrays, wherever they stand
 * in the file. What is in them is left to a second pass, because it may come before the attributes it uses.
 *
 * @throws {CommandError} when the file cannot be read or is no UTF-8, no JSON or no object, or has such a list twice.
 */
export async function readDefinition(file: string, onBytes: OnBytes): Promise<unknown> {
  let definition: unknown;
  const parser = new TokenParser({ paths: ['$'] });
  parser.onValue = ({ value }) => (definition = value);
  const skipper = createBulkSkipper((token) => parser.write(token));
  await parseFile(file, parser, onBytes, (token) => skipper.write(token));
  BULK_LISTS.forEach((path, list) => {
    if (skipper.counts[list]! > 1) throw notACatalog(file, `it has "${path.join('/')}" twice`);
  });
  return definition;
}

export interface BulkReader {
  onPlan(plan: unknown): void;
  onOfferRow(row: unknown): void;
}

/** Hands out the plans and offer rows of a file that `readDefinition` has accepted, in the order of the file. */
export async function readBulk(file: string, onBytes: OnBytes, reader: BulkReader): Promise<void> {
  const parser = new TokenParser({ paths: BULK_LISTS.map((path) => `$.${path.join('.')}.*`), keepStack: false });
  // A plan lies inside two things, the catalogue and the list; a row inside three.
  parser.onValue = ({ value, stack }) => (stack.length === 2 ? reader.onPlan(value) : reader.onOfferRow(value));
  await parseFile(file, parser, onBytes, (token) => parser.write(token));
}

/** Feeds the tokens of a file to `onToken`, which feeds them to `parser`. */
async function parseFile(
  file: string,
  parser: TokenParser,
  onBytes: OnBytes,
  onToken: (token: ParsedTokenInfo) => void,
): Promise<void> {
  const tokenizer = new Tokenizer();
  // The tokenizer puts U+FFFD in place of what is no UTF-8; ids must not change on the way in.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let position = 0;
  tokenizer.onToken = (token) => {
    position = token.offset;
    onToken(token);
  };
  parser.onEnd = () => tokenizer.end();
  const parseChunk = (chunk: Buffer): void => {
    try {
      decoder.decode(chunk, { stream: true });
      tokenizer.write(chunk);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw notACatalog(file, `${error.message} (after byte ${position})`, error);
    }
  };
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      parseChunk(chunk);
      onBytes(chunk.byteLength);
    }
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    throw new CommandError(`${file} cannot be read: ${error.message}`, { cause: error });
  }
  if (!parser.isEnded) throw notACatalog(file, 'it ends too early');
}

function notACatalog(file: string, why: string, cause?: unknown): CommandError {
  return new CommandError(`${file} is not a catalogue in JSON: ${why}`, { cause });
}
