import { writeSync } from 'node:fs';

const STANDARD_OUTPUT = 1;

/**
 * Tells the parent one thing, as a line of JSON. Once this returns, a kill cannot take it back: the line is with the
 * operating system. `process.stdout` does not promise that: while its reader is slow it queues lines in this process.
 * For the same reason a program that says things must not touch `process.stdout`, which would make the pipe queue.
 */
export function say(line: object): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  let written = 0;
  while (written < bytes.length) written += writeSync(STANDARD_OUTPUT, bytes, written);
}
