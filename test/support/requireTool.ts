import { spawnSync } from 'node:child_process';

/** Whether a program answers when it is asked for its version. */
export function hasTool(program: string, question = '--version'): boolean {
  return spawnSync(program, [question], { stdio: 'ignore' }).status === 0;
}

/**
 * A `describe` for tests that need something the project does not bring. Where it is missing they are skipped and the reason is
 * printed; with `CI` set they fail, because there nobody reads reasons.
 *
 * @param reason what is missing and how to get it
 */
export function describeIf(toolPresent: boolean, reason: string, name: string, tests: () => void): void {
  if (toolPresent) {
    describe(name, tests);
  } else if ((process.env.CI ?? '') !== '') {
    describe(name, () => {
      it('finds the tool it needs', () => {
        throw new Error(reason);
      });
    });
  } else {
    process.stderr.write(`skipped: ${name}: ${reason}\n`);
    describe.skip(name, tests);
  }
}
