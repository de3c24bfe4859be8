import { Worker } from 'node:worker_threads';
import type { RunningServices, ServicesOptions } from './startServices.ts';

/** What the thread says. */
export type FromServices =
  | ({ readonly kind: 'started' } & Omit<RunningServices, 'close'>)
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'line'; readonly text: string };

/**
 * The services in a thread of their own: they end with the process, and what they do does not keep the event loop that
 * serves people busy. The app reaches them over the network, as it would reach the real ones.
 *
 * @param say takes a line of theirs.
 */
export async function startServicesThread(
  options: ServicesOptions,
  say: (line: string) => void,
): Promise<RunningServices> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: options });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const started = await new Promise<Extract<FromServices, { kind: 'started' }>>((resolve, reject) => {
    worker.on('message', (message: FromServices) => {
      if (message.kind === 'started') resolve(message);
      else if (message.kind === 'failed') reject(new Error(message.message));
      else say(message.text);
    });
    worker.on('error', reject);
    void exited.then(() => reject(new Error('the thread of the event services ended')));
  });
  const { topicEndpoint, topicKey, serviceBusConnectionString } = started;
  let isClosing = false;
  // Without them nothing that is accepted gets anywhere, and nobody would notice.
  worker.on('error', (error: Error) => {
    say(`[error] event services: ${error.stack ?? error.message}`);
  });
  void exited.then(() => {
    if (isClosing) return;
    say('[error] event services: they ended; the server ends with them, and loses nothing that was accepted');
    process.exit(1);
  });
  // The thread alone does not keep a process alive that has nothing else to do.
  worker.unref();
  return {
    topicEndpoint,
    topicKey,
    serviceBusConnectionString,
    async close() {
      isClosing = true;
      worker.ref();
      worker.postMessage('close');
      await exited;
    },
  };
}
