import { randomUUID } from 'node:crypto';
import type { CacheKey } from '../../../shared/ports/cache.ts';
import { strangeTexts } from '../../support/strangeTexts.ts';
import { newKey, valueOf, type CacheContext } from './samples.ts';

/** Keys that a careless join of segments would take for one another or for a strange text. */
const lookAlikes: readonly CacheKey[] = [
  ['a', 'b'],
  ['a,b'],
  ['a","b'],
  ['["a","b"]'],
  ['a', 'b', ''],
  ['', 'a', 'b'],
  ['a', '', 'b'],
  ['{a}', 'b'],
  ['\\ud800'],
  [],
  [''],
];

export function describeKeysAndValues(context: CacheContext): void {
  it('tells keys apart, whatever characters they hold', async () => {
    const { cache } = context;
    const scope = randomUUID();
    const keys = [...lookAlikes, ...strangeTexts.map((text) => [text])].map((key) => [scope, ...key]);
    await Promise.all(keys.map((key, position) => cache.put(key, valueOf(1, 1, 0, `${position}`), 60)));
    const read = await Promise.all(keys.map((key) => cache.get(key)));
    expect(read.map((each) => each.outcome === 'hit' && each.value.text)).toEqual(keys.map((_, at) => `${at}`));
  });

  it.each([
    ['an empty text', ''],
    ['lines that look like its own header', '1 2 3\n4 5 6\n'],
    ['signs beyond ASCII and control characters', 'é\u0000\r\n\u{1f600}\ufeff'],
    ['200 KB', 'ä,"'.repeat(50_000)],
  ])('keeps %s as it is', async (_name, text) => {
    const { cache } = context;
    const key = newKey();
    const value = valueOf(1, 2, 3, text);
    expect(await cache.put(key, value, 60)).toEqual({ outcome: 'stored' });
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value });
  });

  it('replaces what is no Unicode, as UTF-8 does', async () => {
    const { cache } = context;
    const key = newKey();
    await cache.put(key, valueOf(1, 1, 0, 'a\ud800b'), 60);
    expect(await cache.get(key)).toMatchObject({ outcome: 'hit', value: { text: 'a\ufffdb' } });
  });

  it('hands out nothing through which the stored value could be changed', async () => {
    const { cache } = context;
    const key = newKey();
    const value = valueOf(2);
    await cache.put(key, value, 60);
    value.counters.sessionVersion = 9;
    const read = await cache.get(key);
    if (read.outcome === 'hit') read.value.counters.sessionVersion = 8;
    const kept = await cache.put(key, valueOf(1), 60);
    expect(kept).toEqual({ outcome: 'kept', stored: valueOf(2).counters });
    if (kept.outcome === 'kept') kept.stored.sessionVersion = 7;
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value: valueOf(2) });
  });

  it.each([
    ['counters below 0', valueOf(-1), 60],
    ['counters that are no whole numbers', valueOf(1.5), 60],
    ['counters too large to count on', valueOf(2 ** 53), 60],
    ['no time to live', valueOf(1), 0],
    ['a part of a second to live', valueOf(1), 0.5],
    ['more than a year to live', valueOf(1), 400 * 86_400],
  ])('takes %s for a mistake of the program', async (_name, value, ttlSeconds) => {
    await expect(context.cache.put(newKey(), value, ttlSeconds)).rejects.toThrow(RangeError);
  });
}
