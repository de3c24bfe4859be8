import { createGiveWay } from '../../../functions/http/pipeline/giveWay.ts';

function open() {
  let now = 0;
  const waits: number[] = [];
  const giveWay = createGiveWay(
    () => now,
    (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  );
  const work = (ms: number, meanwhile?: () => void) => async () => {
    meanwhile?.();
    await Promise.resolve();
    now += ms;
    return ms;
  };
  return { giveWay, waits, work };
}

describe('an upload', () => {
  it('is answered at once when nobody else was', async () => {
    const { giveWay, waits, work } = open();
    giveWay.somebodyCame();
    expect(await giveWay.upload(work(30))).toBe(30);
    expect(waits).toEqual([]);
  });

  it('leaves twice its time to people who came meanwhile', async () => {
    const { giveWay, waits, work } = open();
    await giveWay.upload(work(30, () => giveWay.somebodyCame()));
    expect(waits).toEqual([60]);
  });

  it('that failed says so at once', async () => {
    const { giveWay, waits } = open();
    const failing = giveWay.upload(() => {
      giveWay.somebodyCame();
      return Promise.reject(new Error('no room'));
    });
    await expect(failing).rejects.toThrow('no room');
    expect(waits).toEqual([]);
  });
});
