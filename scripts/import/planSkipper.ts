import type { TokenParser } from '@streamparser/json';
import TokenType from '@streamparser/json/utils/types/tokenType.js';

type Token = Parameters<TokenParser['write']>[0];

export interface PlanSkipper {
  write(token: Token): void;
  /** How many arrays "plans" the top level had so far. */
  readonly planLists: number;
}

const isOpening = ({ token }: Token) => token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
const isClosing = ({ token }: Token) => token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;

/** Passes the tokens of a catalogue on, all but what is inside the top level's array "plans". */
export function createPlanSkipper(pass: (token: Token) => void): PlanSkipper {
  let depth = 0;
  let planLists = 0;
  let skipping = false;
  /** At depth 1: the member whose value comes next, and whether a key may come. */
  let key: string | undefined;
  let keyMayCome = false;

  function write(token: Token): void {
    // Said at once, before a file of another format is kept whole.
    if (depth === 0 && token.token !== TokenType.LEFT_BRACE) throw new Error('a catalogue is an object, in braces');
    if (isClosing(token)) depth -= 1;
    if (skipping && depth === 1) skipping = false;
    if (!skipping) pass(token);
    if (depth === 1) followMembers(token);
    if (isOpening(token)) depth += 1;
    if (depth === 1 && token.token === TokenType.LEFT_BRACE) keyMayCome = true;
  }

  function followMembers(token: Token): void {
    if (token.token === TokenType.COMMA) {
      keyMayCome = true;
    } else if (keyMayCome && typeof token.value === 'string') {
      key = token.value;
      keyMayCome = false;
    } else if (token.token === TokenType.LEFT_BRACKET && key === 'plans') {
      planLists += 1;
      skipping = true;
    }
  }

  return {
    write,
    get planLists() {
      return planLists;
    },
  };
}
