import type { LogLevel } from './coreTypes.ts';

export interface HostLog {
  /** A line of the app (`source` is the function) or of the host; below `information` nothing is printed. */
  write(level: LogLevel, source: string, message: string): void;
  /** A line as it is. */
  line(text: string): void;
  flush(): void;
}

const printed: ReadonlySet<LogLevel> = new Set(['information', 'warning', 'error', 'critical']);

/**
 * Lines of one turn of the event loop leave in one write, because a write to a terminal or a file blocks. What is still
 * pending when the process exits is written then.
 */
export function createHostLog(stream: NodeJS.WriteStream): HostLog {
  let pending = '';
  const flush = (): void => {
    if (pending === '') return;
    const text = pending;
    pending = '';
    stream.write(text);
  };
  const line = (text: string): void => {
    if (pending === '') setImmediate(flush);
    pending += `${text}\n`;
  };
  // A reader that went away (`| head`) must not end the server.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.on('exit', flush);
  return {
    line,
    flush,
    write(level, source, message) {
      if (printed.has(level)) line(`[${level}] ${source}: ${message}`);
    },
  };
}
