import { createProgress } from '../../../scripts/import/progress.ts';

function record(isTTY: boolean) {
  let nowMs = 0;
  const written: string[] = [];
  const output = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  return {
    progress: createProgress(output, () => nowMs),
    written,
    pass: (ms: number) => (nowMs += ms),
  };
}

describe('progress', () => {
  it('is a line at each step and then one a second, where nobody redraws', () => {
    const { progress, written, pass } = record(false);
    progress.begin('Reading', 1_000);
    progress.advance(100, '1 plan');
    pass(1_000);
    progress.advance(150, '2 plans');
    pass(999);
    progress.advance(650, '3 plans');
    progress.begin('Storing');
    progress.end();
    expect(written).toEqual(['Reading   0 %\n', 'Reading  25 %, 2 plans\n', 'Storing\n']);
  });

  it('is a bar redrawn in place on a terminal, and leaves the line when a step ends', () => {
    const { progress, written, pass } = record(true);
    progress.begin('Reading', 1_000);
    progress.advance(100);
    pass(100);
    progress.advance(400, '7 plans');
    progress.advance(500, '9 plans');
    progress.end();
    progress.end();
    expect(written).toEqual([
      `\rReading [${'-'.repeat(30)}]   0 %\u001b[K`,
      `\rReading [${'#'.repeat(15)}${'-'.repeat(15)}]  50 %, 7 plans\u001b[K`,
      `\rReading [${'#'.repeat(30)}] 100 %, 9 plans\u001b[K`,
      '\n',
    ]);
  });
});
