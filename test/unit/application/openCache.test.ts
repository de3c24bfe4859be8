import { openCache, type CacheEvent } from '../../../shared/composition/openCache.ts';
import { createLogger } from '../../../shared/observability/logger.ts';
import { eventually } from '../../support/eventually.ts';
import { findFreePort } from '../../support/serverProcess.ts';

describe('the cache that settings ask for', () => {
  const lines: string[] = [];
  const logger = createLogger({ format: 'plain', write: (line) => lines.push(line), now: () => new Date(0) });

  it('is that of the process by default', async () => {
    const cache = await openCache({ cache: { kind: 'memory' } }, { logger });
    expect(await cache.describe()).toMatchObject({ adapter: 'memory' });
    await cache.dispose();
  });

  it('is Redis without waiting for it, and says once when it is away', async () => {
    const port = await findFreePort();
    const url = `redis://:a-secret@127.0.0.1:${port}`;
    const events: CacheEvent['kind'][] = [];
    const cache = await openCache(
      { cache: { kind: 'redis', url, auth: { kind: 'none' }, commandTimeoutMs: 1_000 } },
      { logger, onEvent: ({ kind }) => events.push(kind) },
    );
    await eventually(async () => {
      expect(await cache.get(['key'])).toEqual({ outcome: 'unavailable' });
      return (await cache.describe()).breaker === 'open';
    });
    await cache.dispose();
    expect(events).toContain('opened');
    expect(lines).toEqual([
      expect.stringMatching(/ warn: Redis does not answer; going on without cause=.*ECONNREFUSED/),
    ]);
    expect(lines.join()).not.toContain('a-secret');
  });
});
