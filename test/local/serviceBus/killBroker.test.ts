import type { ServiceBusReceiver } from '@azure/service-bus';
import { killAtRandom, killCount, startChild } from '../../support/kill/child.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { closeAll, openBroker, openClient, patientQueues, startBrokerProcess } from './support/broker.ts';
import type { WorkerLine } from './support/queueWorkers.ts';

/** Where each message must be, by its body; one whose settling was not answered may be anywhere. */
type Ledger = Map<string, 'stored' | 'completed' | 'deadLettered' | 'settling'>;

function enter(ledger: Ledger, lines: readonly WorkerLine[]): void {
  for (const { type, names } of lines) {
    for (const name of names) ledger.set(name, type === 'abandoned' ? 'stored' : type);
  }
}

async function readAll(receiver: ServiceBusReceiver): Promise<string[]> {
  const names: string[] = [];
  for (let page = await receiver.peekMessages(500); page.length > 0; page = await receiver.peekMessages(500)) {
    names.push(...page.map(({ body }) => body as string));
  }
  return names;
}

describe('a broker that is killed', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = createTemporaryFolder();
  });
  afterEach(async () => {
    await closeAll();
    folder.remove();
  });

  /** Opens what the dead broker left, as the next one would, and holds it against the ledger. */
  async function findBroken(ledger: Ledger): Promise<string[]> {
    const broker = await openBroker(patientQueues, folder.path);
    const client = openClient(broker.connectionString);
    const waiting = await readAll(client.createReceiver('orders'));
    const buried = await readAll(client.createReceiver('orders', { subQueueType: 'deadLetter' }));
    await closeAll();
    const [inQueue, inGrave] = [new Set(waiting), new Set(buried)];
    const broken: string[] = [];
    if (new Set([...waiting, ...buried]).size !== waiting.length + buried.length)
      broken.push('a message is there twice');
    for (const [name, state] of ledger) {
      const place = inQueue.has(name) ? 'stored' : inGrave.has(name) ? 'deadLettered' : 'completed';
      if (state !== 'settling' && state !== place) broken.push(`${name} should be ${state} and is ${place}`);
    }
    return broken;
  }

  const kills = killCount(6);
  it(
    `keeps what it acknowledged through ${kills} kills`,
    async () => {
      const ledger: Ledger = new Map();
      for (let run = 0; run < kills; run += 1) {
        const { child, connectionString } = await startBrokerProcess(folder.path);
        const workers = startChild(process.execPath, [
          'test/local/serviceBus/support/queueWorkers.ts',
          connectionString,
          `${run}`,
        ]);
        await workers.firstLine;
        await killAtRandom(child, 0, 1_000);
        workers.kill();
        await workers.ended;
        enter(ledger, workers.lines as WorkerLine[]);
        expect(await findBroken(ledger)).toEqual([]);
      }
      // Fewer would mean that hardly anything was at stake.
      const states = [...ledger.values()];
      expect(states.length).toBeGreaterThan(kills * 10);
      for (const state of ['completed', 'deadLettered', 'stored'] as const) expect(states).toContain(state);
    },
    kills * 20_000,
  );
});
