import { fork } from 'node:child_process';

/**
 * Runs `script` in a fresh process of this very Node and waits for the one message it sends. What the child prints goes
 * to stderr, because stdout belongs to the result.
 */
export function runChild<Task extends object, Result>(
  script: URL,
  task: Task,
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [JSON.stringify(task)], {
      execArgv: [...nodeOptions],
      stdio: ['ignore', 2, 'inherit', 'ipc'],
    });
    let result: { value: Result } | undefined;
    child.on('message', (value) => (result = { value: value as Result }));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (result !== undefined && code === 0) resolve(result.value);
      else reject(new Error(`${script.pathname} ended with ${signal ?? `code ${String(code)}`} and no result`));
    });
  });
}

/** The task of this child process. */
export const readTask = <Task>(): Task => JSON.parse(process.argv[2]!) as Task;

/** Hands the result to the parent and lets this process end once it is on its way. */
export function sendResult(result: object): void {
  process.send!(result, undefined, undefined, (error) => {
    if (error !== null) throw error;
    process.disconnect();
  });
}
