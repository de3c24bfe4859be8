import { fork } from 'node:child_process';
import { trackChild } from './cleanUp.ts';

/**
 * Runs `script` in a fresh process of this very Node, hands it the task and waits for its result, the last message it
 * sends. What the child prints goes to stderr, because stdout belongs to the result.
 *
 * @param onMessage told of each message, the result included
 */
export function runChild<Result>(
  script: URL,
  task: object,
  nodeOptions: readonly string[] = [],
  onMessage?: (message: unknown, pid: number) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [], { execArgv: [...nodeOptions], stdio: ['ignore', 2, 'inherit', 'ipc'] });
    trackChild(child);
    let result: { value: Result } | undefined;
    child.on('message', (value) => {
      result = { value: value as Result };
      onMessage?.(value, child.pid!);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (result !== undefined && code === 0) resolve(result.value);
      else reject(new Error(`${script.pathname} ended with ${signal ?? `code ${String(code)}`} and no result`));
    });
    child.send(task);
  });
}
