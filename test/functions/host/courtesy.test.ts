import { createCourtesy } from '../../../local/functionsHost/courtesy.ts';

describe('invocations that nobody waits for', () => {
  it('go at once while few requests are being answered', async () => {
    const courtesy = createCourtesy();
    const open = Promise.withResolvers<undefined>();
    const answers = Array.from({ length: 3 }, () => courtesy.answering(() => open.promise));
    await courtesy.turn(1);
    open.resolve(undefined);
    await Promise.all(answers);
  });

  it('go one after the other while many are, and all of them in the end', async () => {
    const courtesy = createCourtesy();
    const open = Promise.withResolvers<undefined>();
    const answers = Array.from({ length: 20 }, () => courtesy.answering(() => open.promise));
    const gone: number[] = [];
    const turns = Array.from({ length: 5 }, (_, place) => courtesy.turn(1).then(() => gone.push(place)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(gone).toEqual([]);
    await turns[1];
    expect(gone).toEqual([0, 1]);
    open.resolve(undefined);
    await Promise.all([...answers, ...turns]);
    expect(gone).toEqual([0, 1, 2, 3, 4]);
  });

  it('are not kept by an answer that failed', async () => {
    const courtesy = createCourtesy();
    const failing = Array.from({ length: 20 }, () => courtesy.answering(() => Promise.reject(new Error('no'))));
    await Promise.allSettled(failing);
    await courtesy.turn(1);
  });
});
