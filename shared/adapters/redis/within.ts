export class CommandTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'CommandTimeout';
  }
}

/** What the work comes to, or `CommandTimeout`; the work itself goes on unheard. */
export function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new CommandTimeout(timeoutMs));
    // Timers run before what has arrived is read: after a stall of this process, answers that lie ready are not late.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
