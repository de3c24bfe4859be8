import { StartupError } from './functionsHost/errors.ts';

/** What is wrong with the command line. */
export class UsageError extends Error {}

/** Why a command could not do its work; its message is all a person needs. */
export class CommandError extends Error {}

const isAboutOptions = (thrown: unknown): boolean =>
  thrown instanceof UsageError ||
  (thrown instanceof TypeError && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS'));

/** The value of `--port`; 0 stands for any free port. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`);
}

/**
 * Ends the process with what `main` gives, if `file` is the script that was started and not one that was imported. Failures meant
 * for a person are printed without a stack: 2 for a wrong command line, else 1.
 */
export async function runCommand(file: string, main: () => Promise<number>): Promise<void> {
  if (process.argv[1] !== file) return;
  try {
    process.exitCode = await main();
  } catch (thrown) {
    if (isAboutOptions(thrown) && thrown instanceof Error) {
      process.stderr.write(`${thrown.message}\nSee --help.\n`);
      process.exitCode = 2;
    } else if (thrown instanceof CommandError || thrown instanceof StartupError) {
      process.stderr.write(`${thrown.message}\n`);
      process.exitCode = 1;
    } else {
      throw thrown;
    }
  }
}
