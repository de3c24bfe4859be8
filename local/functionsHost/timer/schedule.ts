import { Cron } from 'croner';

export interface Schedule {
  /** The first time after `after`, both in milliseconds since 1970. */
  next(after: number): number;
  /** Cron schedules keep to the clock, constant ones to the interval. */
  readonly isCron: boolean;
}

const SECONDS_PER_DAY = 86_400;
const TIME_SPAN = /^(?:(\d+)\.)?([01]?\d|2[0-3]):([0-5]?\d):([0-5]?\d)$/;
/** Numbers, names, lists, ranges and steps only: what NCRONTAB knows, without the extras of other dialects (L, W, #, ?). */
const ITEM = String.raw`(\*|(\d+|[a-z]{3})(-(\d+|[a-z]{3}))?)(/\d+)?`;
const FIELD = new RegExp(`^${ITEM}(,${ITEM})*$`, 'i');
const DAY_OF_WEEK_7 = /(^|[,-])7/;

/**
 * Reads a schedule as the timer trigger does: NCRONTAB with six fields (five: at second 0), in UTC, where the day of the month
 * and the day of the week must both match; or a time span `[d.]hh:mm:ss`.
 *
 * @throws {Error} whose message says what is wrong.
 */
export function parseSchedule(text: string): Schedule {
  if (text.includes(':')) {
    const parts = TIME_SPAN.exec(text);
    // "24:00:00" is 24 days in .NET: refused, for nobody who writes it means that.
    if (!parts) throw new Error('it is no time span "[d.]hh:mm:ss"');
    const [days, hours, minutes, seconds] = parts.slice(1).map((part: string | undefined) => Number(part ?? 0));
    const intervalMs = (days! * SECONDS_PER_DAY + hours! * 3_600 + minutes! * 60 + seconds!) * 1_000;
    if (intervalMs === 0) throw new Error('its interval is zero');
    return { isCron: false, next: (after) => after + intervalMs };
  }
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) throw new Error('an NCRONTAB expression has six fields');
  if (!fields.every((field) => FIELD.test(field)) || DAY_OF_WEEK_7.test(fields.at(-1) ?? '')) {
    throw new Error('it is no NCRONTAB expression');
  }
  const cron = new Cron(fields.join(' '), { paused: true, timezone: 'UTC', domAndDow: true, sloppyRanges: true });
  const next = (after: number): number => {
    const found = cron.nextRun(new Date(after));
    if (!found) throw new Error('it never comes due');
    return found.getTime();
  };
  next(Date.now());
  return { isCron: true, next };
}

/** Schedules with less than a minute between two occurrences are not remembered across restarts. */
export function isFrequent(schedule: Schedule, from: number): boolean {
  const first = schedule.next(from);
  return schedule.next(first) - first < 60_000;
}
