import type { HostLog } from '../../../local/functionsHost/hostLog.ts';

export interface QuietLog extends HostLog {
  /** What was written, level first. */
  readonly lines: string[];
}

/** Keeps its lines instead of printing them. */
export function createQuietLog(): QuietLog {
  const lines: string[] = [];
  return {
    lines,
    write: (level, _source, message) => lines.push(`${level} ${message}`),
    line: (text) => lines.push(text),
    flush: () => undefined,
  };
}
