import { createReadStream } from 'node:fs';
import { Tokenizer, TokenParser, type ParsedTokenInfo } from '@streamparser/json';
import { CommandError } from '../../local/command.ts';
import { createPlanSkipper } from './planSkipper.ts';

// The file is read with @streamparser/json: one plan at a time is in memory, whatever the size of the file, at about
// 30 MB/s (stream-json, the other well-kept one, took four times as long for the same file), and `__proto__`, 1e999 and
// -0 come out as from JSON.parse.

const CHUNK_BYTES = 256 * 1024;

/** Told the size of each piece after it was read. */
export type OnBytes = (bytes: number) => void;

/**
 * Everything of a catalogue file but its plans: "plans" is there as an empty array, wherever it stands in the file. The
 * plans are left to a second pass, because they may come before the attributes they use.
 *
 * @throws {CommandError} when the file cannot be read or is no UTF-8, no JSON or no object, or has "plans" twice.
 */
export async function readDefinition(file: string, onBytes: OnBytes): Promise<unknown> {
  let definition: unknown;
  const parser = new TokenParser({ paths: ['$'] });
  parser.onValue = ({ value }) => (definition = value);
  const skipper = createPlanSkipper((token) => parser.write(token));
  await parseFile(file, parser, onBytes, (token) => skipper.write(token));
  if (skipper.planLists > 1) throw notACatalog(file, 'it has "plans" twice');
  return definition;
}

/** Hands out the plans of a file that `readDefinition` has accepted, in their order. */
export async function readPlans(file: string, onBytes: OnBytes, onPlan: (plan: unknown) => void): Promise<void> {
  const parser = new TokenParser({ paths: ['$.plans.*'], keepStack: false });
  parser.onValue = ({ value }) => onPlan(value);
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
