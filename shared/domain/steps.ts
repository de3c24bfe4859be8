/**
 * Long work in short steps: it stops at each `yield`, so that whoever runs it can do something else in between, or
 * nothing. It neither knows nor cares which.
 */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Rows looked at in one step: well below a millisecond, unless their texts are very long. */
export const STEP_ROWS = 4_096;

/** Does all the steps at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does something for each number from 0 to before `count`. */
export function* forEachRow(count: number, visit: (row: number) => void): Steps<void> {
  for (let start = 0; start < count; start += STEP_ROWS) {
    const end = Math.min(count, start + STEP_ROWS);
    for (let row = start; row < end; row++) visit(row);
    yield;
  }
}
