import { once } from 'node:events';

/** The task of this child process. */
export async function readTask(): Promise<unknown> {
  const [task] = (await once(process, 'message')) as [unknown];
  return task;
}

/** Hands the result to the parent and lets this process end once it is on its way. */
export function sendResult(result: object): void {
  process.send!(result, undefined, undefined, (error) => {
    if (error !== null) throw error;
    process.disconnect();
  });
}
