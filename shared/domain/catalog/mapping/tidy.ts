import type { LetterCase } from './mapping.ts';

/**
 * Text without white space around it, and with one plain space where there was more or other white space inside (line
 * breaks, tabs, no-break spaces). Written as a loop over what is almost always clean already.
 */
export function tidy(text: string): string {
  let isSpaceBefore = true;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isSpace = unit === 0x20;
    if ((isSpace && isSpaceBefore) || (unit < 0x20 && unit !== 0) || unit >= 0x7f) return tidyAnyText(text);
    isSpaceBefore = isSpace;
  }
  return isSpaceBefore && text !== '' ? tidyAnyText(text) : text;
}

function tidyAnyText(text: string): string {
  return text.trim().replace(/\s+/gu, ' ');
}

/** How phrases are compared: tidied, and without regard to case. */
export function fold(text: string): string {
  return tidy(text).toLowerCase();
}

const SMALL_WORDS = new Set(['and', 'of', 'the']);

export function toLetterCase(text: string, letters: LetterCase): string {
  if (letters === 'lower') return text.toLowerCase();
  if (letters === 'upper') return text.toUpperCase();
  return toTitleCase(text);
}

/** "PRINCE OF WALES-HYDER" -> "Prince of Wales-Hyder". A name with letters of its own, such as "McPherson", needs a word. */
function toTitleCase(text: string): string {
  return text.toLowerCase().replace(/[^\s-]+/gu, (word, at: number) => {
    if (at > 0 && SMALL_WORDS.has(word)) return word;
    const start = /\p{L}|\p{N}/u.exec(word)?.index ?? 0;
    const first = String.fromCodePoint(word.codePointAt(start) ?? 0);
    return word.slice(0, start) + first.toUpperCase() + word.slice(start + first.length);
  });
}
