/** Field names say the unit; answers of people are never a field. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  /** What happens with every request and message. */
  debug: (message: string, fields?: LogFields) => void;
  info: (message: string, fields?: LogFields) => void;
  warn: (message: string, fields?: LogFields) => void;
  /** `cause` is written with its own causes; the stack goes with it. */
  error: (message: string, cause: unknown, fields?: LogFields) => void;
}

export type LogFormat = 'plain' | 'json';

export type LogLevel = keyof Logger;

export interface LoggerOptions {
  format: LogFormat;
  /** Nothing below it is written. */
  level?: LogLevel;
  /** Takes one line, without the line break. */
  write: (line: string) => void;
  now: () => Date;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function createLogger({ format, level: least = 'debug', write, now }: LoggerOptions): Logger {
  const toLine = format === 'json' ? toJsonLine : toPlainLine;
  const written = new Set(LEVELS.slice(LEVELS.indexOf(least)));
  const log = (level: LogLevel, message: string, fields: () => LogFields): void => {
    if (written.has(level)) write(toLine(now(), level, message, fields()));
  };
  return {
    debug: (message, fields = {}) => log('debug', message, () => fields),
    info: (message, fields = {}) => log('info', message, () => fields),
    warn: (message, fields = {}) => log('warn', message, () => fields),
    error: (message, cause, fields = {}) => log('error', message, () => ({ ...fields, error: describeError(cause) })),
  };
}

interface DescribedError {
  name: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: DescribedError;
}

/** A chain of causes may be a ring; this many tell enough. */
const MAX_CAUSES = 5;

export function describeError(error: unknown, causes = MAX_CAUSES): DescribedError {
  if (!isErrorLike(error)) return { name: 'NotAnError', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined && causes > 0 && { cause: describeError(error.cause, causes - 1) }),
  };
}

/** By its form and not its class: errors of another realm (a worker, a vm context) have another class. */
function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error;
}

function toJsonLine(time: Date, level: LogLevel, message: string, fields: LogFields): string {
  return JSON.stringify({ time: time.toISOString(), level, message, ...fields });
}

function toPlainLine(time: Date, level: LogLevel, message: string, { error, ...fields }: LogFields): string {
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${asText(value)}`);
  const label = level === 'info' || level === 'debug' ? '' : ` ${level}:`;
  const stack = error === undefined ? '' : `\n${stackOf(error as DescribedError)}`;
  return `${time.toISOString()}${label} ${message}${shown.join('')}${stack}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
}

function stackOf({ name, message, stack, cause }: DescribedError): string {
  const own = stack ?? `${name}: ${message}`;
  return cause === undefined ? own : `${own}\ncaused by ${stackOf(cause)}`;
}
