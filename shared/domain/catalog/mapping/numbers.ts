/** A text with "#" in place of each number, and the numbers: "$20 Copay and 30%" -> "# Copay and #%", [20, 30]. */
export interface Shape {
  readonly shape: string;
  readonly numbers: readonly number[];
  /** Whether a number had a currency sign. */
  readonly hasCurrency: boolean;
}

const PLAIN = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const CURRENCY_SIGNS = '$€£¥';

/** A number as programs write it, with a point; undefined for anything else or more than a double can hold. */
export function parsePlainNumber(text: string): number | undefined {
  if (!PLAIN.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}

/**
 * Finds the numbers of a text. The thousands may be grouped, in threes, by the other one of point and comma; a currency
 * sign before or after a number belongs to it, and so does a minus at the start of the text.
 */
export function toShape(text: string, decimal: '.' | ','): Shape {
  const numbers: number[] = [];
  let hasCurrency = false;
  let shape = '';
  let index = 0;
  while (index < text.length) {
    const start = startOfNumber(text, index, decimal);
    if (start === undefined) {
      shape += text[index]!;
      index += 1;
      continue;
    }
    const end = endOfNumber(text, start, decimal);
    const isNegative = index === 0 && text.slice(0, start).includes('-');
    const size = toNumber(text.slice(start, end), decimal);
    numbers.push(isNegative ? 0 - size : size);
    shape += '#';
    if (/[$€£¥]/.test(text.slice(index, start))) hasCurrency = true;
    index = end;
    const after = /^ ?[$€£¥]/.exec(text.slice(index, index + 2))?.[0] ?? '';
    if (after !== '') hasCurrency = true;
    index += after.length;
  }
  return { shape, numbers, hasCurrency };
}

/** Where the digits begin if a number begins at `index`, with its sign and currency. */
function startOfNumber(text: string, index: number, decimal: string): number | undefined {
  let at = index;
  if (at === 0 && text[at] === '-') at += 1;
  if (CURRENCY_SIGNS.includes(text[at] ?? ' ')) {
    at += 1;
    if (text[at] === ' ') at += 1;
    if (index === 0 && at === 1 && text[at] === '-') at += 1;
  }
  if (isDigit(text, at)) return at;
  const isFraction = text[at] === decimal && isDigit(text, at + 1) && !isDigit(text, at - 1);
  return isFraction ? at : undefined;
}

function endOfNumber(text: string, start: number, decimal: string): number {
  const group = decimal === '.' ? ',' : '.';
  let at = start;
  while (isDigit(text, at)) at += 1;
  if (at - start <= 3) while (text[at] === group && countDigits(text, at + 1) === 3) at += 4;
  if (text[at] === decimal && isDigit(text, at + 1)) {
    at += 1;
    while (isDigit(text, at)) at += 1;
  }
  return at;
}

function toNumber(digits: string, decimal: string): number {
  const plain = decimal === '.' ? digits.replaceAll(',', '') : digits.replaceAll('.', '').replace(',', '.');
  return Number(plain);
}

function isDigit(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0x30 && unit <= 0x39;
}

function countDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text, at)) at += 1;
  return at - start;
}

/** Multiplied, without the noise of binary fractions: 0.07 x 100 is 7. */
export function scale(value: number, factor: number): number {
  return factor === 1 ? value : Number((value * factor).toPrecision(15)) + 0;
}
