import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is remembered of a timer, so that an occurrence missed while the host was down is made up for. */
export interface ScheduleStatus {
  /** ISO times: the last occurrence, the next one, and when this was written. */
  readonly last: string;
  readonly next: string;
  readonly lastUpdated: string;
}

export interface ScheduleStatusStore {
  read(functionName: string): ScheduleStatus | undefined;
  write(functionName: string, status: ScheduleStatus): void;
}

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');

/** @param directory undefined: nothing is kept beyond the process. */
export function createScheduleStatusStore(directory: string | undefined): ScheduleStatusStore {
  if (directory === undefined) {
    const statuses = new Map<string, ScheduleStatus>();
    return { read: (name) => statuses.get(name), write: (name, status) => void statuses.set(name, status) };
  }
  const fileOf = (name: string): string => join(directory, 'timers', `${name.toLowerCase()}.json`);
  return {
    read(name) {
      try {
        return JSON.parse(readFileSync(fileOf(name), 'utf8')) as ScheduleStatus;
      } catch (thrown) {
        if (isMissing(thrown)) return undefined;
        throw thrown;
      }
    },
    write(name, status) {
      mkdirSync(join(directory, 'timers'), { recursive: true });
      writeFileSync(`${fileOf(name)}.new`, JSON.stringify(status));
      renameSync(`${fileOf(name)}.new`, fileOf(name));
    },
  };
}
