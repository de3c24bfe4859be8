import type { WriteStream } from 'node:tty';

const INTERVAL_MS = 1_000;
const REDRAW_MS = 100;
const BAR_WIDTH = 30;

/** Where progress is shown: a terminal gets one line that is redrawn, anything else a line a second. */
export type ProgressOutput = Pick<WriteStream, 'write'> & { isTTY?: boolean };

export interface Progress {
  /** Begins a step; `total` is in the unit of `advance`. Without it there is nothing to count. */
  begin(step: string, total?: number): void;
  /** More of the step is done; `note` says what a person would count. */
  advance(amount: number, note?: string): void;
  /** Leaves the output at the start of a line. */
  end(): void;
}

export function createProgress(output: ProgressOutput, now: () => number = () => performance.now()): Progress {
  const isTerminal = output.isTTY === true;
  let step = '';
  let total = 0;
  let done = 0;
  let note = '';
  let shownAt = -Infinity;
  let isLineOpen = false;

  function show(): void {
    shownAt = now();
    const share = total === 0 ? undefined : Math.min(1, done / total);
    const percent = share === undefined ? '' : ` ${String(Math.floor(share * 100)).padStart(3)} %`;
    const counted = note === '' ? '' : `, ${note}`;
    if (!isTerminal) {
      output.write(`${step}${percent}${counted}\n`);
      return;
    }
    const filled = Math.round((share ?? 0) * BAR_WIDTH);
    const bar = share === undefined ? '' : ` [${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
    // Back to the start of the line, and clear what is left of the longer one before.
    output.write(`\r${step}${bar}${percent}${counted}\u001b[K`);
    isLineOpen = true;
  }

  function end(): void {
    if (isLineOpen) output.write('\n');
    isLineOpen = false;
  }

  return {
    begin(nextStep, nextTotal = 0) {
      end();
      step = nextStep;
      total = nextTotal;
      done = 0;
      note = '';
      show();
    },
    advance(amount, nextNote = '') {
      done += amount;
      note = nextNote;
      if (now() - shownAt >= (isTerminal ? REDRAW_MS : INTERVAL_MS) || (isTerminal && done >= total)) show();
    },
    end,
  };
}
