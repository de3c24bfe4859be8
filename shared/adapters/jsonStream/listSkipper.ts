import type { ParsedTokenInfo } from '@streamparser/json';
import TokenType from '@streamparser/json/utils/types/tokenType.js';
import { SOURCE_LIMITS } from '../../domain/catalog/mapping/mapping.ts';
import { BrokenSource } from '../../ports/recordReader.ts';

export type Token = ParsedTokenInfo;

/** The lists that may be longer than memory, by the keys that lead to them: one at depth 1, one at depth 2. */
const LISTS = ['plans', 'offers rows'];
/** Everything else of a catalogue is small: 200 attributes and 100 questions, with their declared values and lookups. */
const MAX_DEFINITION_BYTES = 32 * 1024 * 1024;

export const isOpening = ({ token }: Token) => token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
export const isClosing = ({ token }: Token) => token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;

/**
 * Passes the tokens of a catalogue on, all but what is inside its long lists: these come out empty. A list that is there
 * twice, and anything that would not fit into memory, is refused.
 */
export function createListSkipper(pass: (token: Token) => void): (token: Token) => void {
  const seen = new Set<string>();
  /** The keys that lead to where we are; inside an array, the array's own key stays. */
  const keys: string[] = [];
  let depth = 0;
  let keyMayCome = false;
  /** The depth of the list being skipped. */
  let listDepth: number | undefined;
  let itemStart = 0;
  let skippedBytes = 0;
  let listStart = 0;

  function skip(token: Token, list: number): void {
    if (depth === list) itemStart = token.offset;
    else if (token.offset - itemStart > SOURCE_LIMITS.recordBytes) throw tooLarge('a plan or offer row');
  }

  function follow(token: Token): void {
    if (token.token === TokenType.COMMA) keyMayCome = true;
    else if (keyMayCome && typeof token.value === 'string') {
      keys[depth] = token.value;
      keyMayCome = false;
    }
  }

  function startList(token: Token): void {
    const path = keys.slice(1, depth + 1).join(' ');
    const isList = path === LISTS[depth - 1] && token.token === TokenType.LEFT_BRACKET;
    if (!isList) return;
    if (seen.has(path)) throw new Error(`it has "${path.replace(' ', '/')}" twice`);
    seen.add(path);
    listDepth = depth + 1;
    listStart = itemStart = token.offset;
  }

  return function write(token) {
    // Said at once, before a file of another format is kept whole.
    if (depth === 0 && token.token !== TokenType.LEFT_BRACE) throw new Error('a catalogue is an object, in braces');
    if (isClosing(token)) {
      depth -= 1;
      keys.length = Math.min(keys.length, depth + 1);
    }
    if (listDepth !== undefined) {
      if (depth >= listDepth) {
        skip(token, listDepth);
        if (isOpening(token)) depth += 1;
        return;
      }
      listDepth = undefined;
      skippedBytes += token.offset - listStart;
    }
    if (token.offset - skippedBytes > MAX_DEFINITION_BYTES) throw tooLarge('what is not plans or offer rows');
    pass(token);
    if (depth <= 2 && !isOpening(token) && !isClosing(token)) follow(token);
    if (!isOpening(token)) return;
    if (depth === 1 || depth === 2) startList(token);
    depth += 1;
    keyMayCome = token.token === TokenType.LEFT_BRACE;
  };
}

export function tooLarge(what: string): BrokenSource {
  const message = `Shorten ${what}: there is more of it than could be read into memory.`;
  return new BrokenSource('record_too_large', message);
}
