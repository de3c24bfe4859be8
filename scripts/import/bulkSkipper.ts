import type { TokenParser } from '@streamparser/json';
import TokenType from '@streamparser/json/utils/types/tokenType.js';

type Token = Parameters<TokenParser['write']>[0];

/** Where there is much of a catalogue. */
export const BULK_LISTS = [['plans'], ['offers', 'rows']] as const;
const DEEPEST = Math.max(...BULK_LISTS.map((path) => path.length));

export interface BulkSkipper {
  write(token: Token): void;
  /** How many arrays there were in the place of each list. */
  readonly counts: readonly number[];
}

interface Level {
  /** The member whose value comes next; undefined in an array. */
  key: string | undefined;
  keyMayCome: boolean;
}

const isOpening = ({ token }: Token) => token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
const isClosing = ({ token }: Token) => token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;

/** Passes the tokens of a catalogue on, all but what is inside its lists of plans and offer rows. */
export function createBulkSkipper(pass: (token: Token) => void): BulkSkipper {
  const counts = BULK_LISTS.map(() => 0);
  /** Of what is open, the outermost first. */
  const levels: Level[] = [];
  let depth = 0;
  /** The depth of the list that is being skipped. */
  let skippedAt: number | undefined;

  function write(token: Token): void {
    // Said at once, before a file of another format is kept whole.
    if (depth === 0 && token.token !== TokenType.LEFT_BRACE) throw new Error('a catalogue is an object, in braces');
    if (isClosing(token)) depth -= 1;
    if (depth === skippedAt) skippedAt = undefined;
    if (skippedAt === undefined) {
      pass(token);
      if (depth > 0 && depth <= DEEPEST) followMembers(levels[depth - 1]!, token);
    }
    if (isOpening(token)) {
      const isObject = token.token === TokenType.LEFT_BRACE;
      if (depth < DEEPEST) levels[depth] = { key: undefined, keyMayCome: isObject };
      depth += 1;
    }
  }

  function followMembers(level: Level, token: Token): void {
    if (token.token === TokenType.COMMA) {
      if (level.key !== undefined) level.keyMayCome = true;
    } else if (level.keyMayCome && typeof token.value === 'string') {
      level.key = token.value;
      level.keyMayCome = false;
    } else if (token.token === TokenType.LEFT_BRACKET) {
      const list = BULK_LISTS.findIndex(
        (path) => path.length === depth && path.every((key, place) => levels[place]!.key === key),
      );
      if (list < 0) return;
      counts[list]! += 1;
      skippedAt = depth;
    }
  }

  return { write, counts };
}
