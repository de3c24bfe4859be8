import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually.ts';
import { strangeTexts } from '../../support/strangeTexts.ts';
import type { CacheContext } from './samples.ts';

/** Listens and, because a listener may be away at first, resolves once it is not. */
async function listenTo({ cache }: CacheContext, channel: string): Promise<string[]> {
  const heard: string[] = [];
  cache.onSignal(channel, (text) => heard.push(text));
  await eventually(async () => {
    await cache.signal(channel, 'hello');
    return heard.includes('hello');
  });
  // Each of the greetings sent is heard before what is sent after them.
  await cache.signal(channel, 'ready');
  await eventually(() => heard.includes('ready'));
  heard.length = 0;
  return heard;
}

export function describeSignals(context: CacheContext): void {
  it('reach every listener of their channel, in order', async () => {
    const channel = randomUUID();
    const one = await listenTo(context, channel);
    const other = await listenTo(context, channel);
    one.length = 0;
    for (const text of ['1', '2', '3']) await context.cache.signal(channel, text);
    await eventually(() => one.length >= 3 && other.length >= 3);
    expect([one, other]).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
  });

  it('reach no other channel, however alike', async () => {
    const scope = randomUUID();
    const channels = ['error', '*', 'a|b', 'a"b', '\ud800', '\ud801', ''].map((name) => scope + name);
    const heard = new Map<string, string[]>();
    for (const channel of channels) heard.set(channel, await listenTo(context, channel));
    for (const [position, channel] of channels.entries()) await context.cache.signal(channel, `${position}`);
    await eventually(() => [...heard.values()].every((texts) => texts.length > 0));
    expect([...heard.values()]).toEqual(channels.map((_, position) => [`${position}`]));
  });

  it('carry any text', async () => {
    const channel = randomUUID();
    const heard = await listenTo(context, channel);
    for (const text of strangeTexts) await context.cache.signal(channel, text);
    await eventually(() => heard.length >= strangeTexts.length);
    expect(heard).toEqual(strangeTexts.map((text) => text.toWellFormed()));
  });

  it('that nobody listens to are no fault', async () => {
    await context.cache.signal(randomUUID(), 'text');
  });
}
