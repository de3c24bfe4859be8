import { AppError } from '../../../shared/domain/errors.ts';
import { createLogger, type LogFormat } from '../../../shared/observability/logger.ts';
import { toTraceparent } from '../../../shared/messaging/traceContext.ts';

function linesOf(format: LogFormat, use: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  use(createLogger({ format, write: (line) => void lines.push(line), now: () => new Date(0) }));
  return lines;
}

describe('a log', () => {
  it('for machines is one JSON object a line', () => {
    const lines = linesOf('json', (logger) => {
      logger.info('started', { port: 7071, note: 'two\nlines' });
      logger.error('failed', new AppError('store_unavailable', {}, new Error('disk')), { store: 'documents' });
    });
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    const [started, failed] = lines.map((line) => JSON.parse(line) as unknown);
    expect(started).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'started',
      port: 7071,
      note: 'two\nlines',
    });
    expect(failed).toMatchObject({
      level: 'error',
      store: 'documents',
      error: { code: 'store_unavailable', cause: { message: 'disk' } },
    });
  });

  it('for people is a sentence and what belongs to it', () => {
    const [warning, failure] = linesOf('plain', (logger) => {
      logger.warn('slow store', { store: 'documents', ms: 12, note: 'two words' });
      logger.error('failed', new Error('outer', { cause: new Error('inner') }));
    });
    expect(warning).toBe('1970-01-01T00:00:00.000Z warn: slow store store=documents ms=12 note="two words"');
    expect(failure).toMatch(/^1970-01-01T00:00:00.000Z error: failed\nError: outer\n[^]*caused by Error: inner\n/);
  });

  it('survives errors that are none and causes in a ring', () => {
    const ring = new Error('ring');
    ring.cause = ring;
    const lines = linesOf('json', (logger) => {
      logger.error('failed', 'text');
      logger.error('failed', ring);
    });
    expect(lines).toHaveLength(2);
  });
});

describe('the trace context of an event', () => {
  const received = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is the one received', () => {
    expect(toTraceparent(received)).toBe(received);
  });

  it.each([
    undefined,
    '',
    received.toUpperCase(),
    `${received}-more`,
    received.replace('00-', 'ff-'),
    received.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    received.replace('b7ad6b7169203331', '0'.repeat(16)),
  ])('is a new one when %s came', (text) => {
    const made = [toTraceparent(text), toTraceparent(text)];
    for (const one of made) expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(made[0]).not.toBe(made[1]);
    expect(made).not.toContain(text);
  });
});
