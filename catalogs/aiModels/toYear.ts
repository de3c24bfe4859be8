const DAYS_A_YEAR = 365;

/**
 * A date as a decimal year, so that 2024.5 is the middle of 2024 and histograms have even steps. From "2025-08-05" or
 * "2025-08" (its first day), to two digits, about half a week; undefined for anything else.
 */
export function toYear(date: string | undefined): number | undefined {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(date ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1] = match.slice(1).map((part: string | undefined) => Number(part ?? 1));
  return Math.round((year + (month - 1) / 12 + (day - 1) / DAYS_A_YEAR) * 100) / 100;
}
