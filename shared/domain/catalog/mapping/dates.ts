export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const DATE_PARTS = ['YYYY', 'MM', 'DD'] as const;

/** Whether a format names year, month and day once each. */
export function isDateFormat(format: string): boolean {
  return DATE_PARTS.every((part) => format.split(part).length === 2);
}

/** A day written as `format` says ("DD.MM.YYYY"; day and month may lack their leading zero). */
export function parseDate(text: string, format: string): CalendarDay | undefined {
  const found: Record<string, number> = {};
  let at = 0;
  for (const piece of format.split(/(YYYY|MM|DD)/)) {
    const isPart = (DATE_PARTS as readonly string[]).includes(piece);
    const digits = isPart ? (/^\d+/.exec(text.slice(at, at + piece.length))?.[0] ?? '') : piece;
    if (isPart ? digits === '' || (piece === 'YYYY' && digits.length < 4) : !text.startsWith(piece, at)) {
      return undefined;
    }
    if (isPart) found[piece] = Number(digits);
    at += digits.length;
  }
  const { YYYY: year = 0, MM: month = 0, DD: day = 0 } = found;
  if (at !== text.length || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return { year, month, day };
}

export function toIsoDate({ year, month, day }: CalendarDay): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** A date as a number that histograms can step through: 2024.5 is the middle of 2024; to three digits, about nine hours. */
export function toDecimalYear({ year, month, day }: CalendarDay): number {
  let days = day - 1;
  for (let before = 1; before < month; before += 1) days += daysIn(year, before);
  return Math.round((year + days / (isLeap(year) ? 366 : 365)) * 1_000) / 1_000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
