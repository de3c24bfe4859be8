import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloudEvents, createClient } from '../../support/eventGrid/withTopic.ts';
import { killCount, startChild, type Child } from '../../support/kill/child.ts';
import type { TopicLine } from '../../support/kill/topicServer.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

const program = join(process.cwd(), 'test/support/kill/topicServer.ts');
const PUBLISHERS = 8;
const WINDOW_MS = 250;
const STARTING_MS = 400;

let folder: TemporaryFolder;
const children: Child[] = [];
beforeEach(() => {
  folder = createTemporaryFolder();
});
afterEach(async () => {
  for (const child of children) child.kill();
  await Promise.all(children.map(({ ended }) => ended));
  children.length = 0;
  folder.remove();
});

function spawnServer(mode: string, shell: readonly string[] = []): Child {
  const [command, ...args] = [...shell, process.execPath, program, folder.path, mode];
  const child = startChild(command, args);
  children.push(child);
  return child;
}

async function startServer(mode: string, shell?: readonly string[]): Promise<{ child: Child; endpoint: string }> {
  const child = spawnServer(mode, shell);
  await child.firstLine;
  const first = child.lines[0] as TopicLine | undefined;
  if (first?.type !== 'listening') throw new Error((await child.ended).errors);
  return { child, endpoint: first.endpoint };
}

/** What queues took, as `queue id`. */
const takenOf = (child: Child): string[] =>
  (child.lines as TopicLine[]).flatMap((line) => (line.type === 'taken' ? [`${line.queue} ${line.id}`] : []));

const deliveriesOf = (ids: readonly string[]): string[] => ids.flatMap((id) => [`one ${id}`, `two ${id}`]);

/** Publishes until the topic is gone or refuses. Gives the ids of what was acknowledged. */
async function publish(endpoint: string, name: string): Promise<{ acknowledged: string[]; failure: unknown }> {
  const client = createClient({ endpoint });
  const acknowledged: string[] = [];
  for (let count = 0; ; count += 1) {
    const events = cloudEvents(1 + Math.floor(Math.random() * 20), `${name}-${count}-`);
    try {
      await client.send(events);
    } catch (failure) {
      return { acknowledged, failure };
    }
    acknowledged.push(...events.map(({ id }) => id));
  }
}

/** What was acknowledged and reached a queue neither before nor in a run that can deliver everything. */
async function findLost(acknowledged: readonly string[], taken: ReadonlySet<string>): Promise<string[]> {
  const { child } = await startServer('open');
  const missing = () => {
    const now = new Set(takenOf(child));
    return deliveriesOf(acknowledged).filter((delivery) => !taken.has(delivery) && !now.has(delivery));
  };
  const deadline = Date.now() + 20_000;
  while (missing().length > 0 && Date.now() < deadline) await sleep(20);
  return missing();
}

const kills = killCount(6);
it(
  `delivers every acknowledged event to every subscription through ${kills} kills`,
  async () => {
    const acknowledged: string[] = [];
    const taken = new Set<string>();
    let open = 0;
    const isOpen = (delivery: string) => !taken.has(delivery);
    for (let round = 0; round < kills; round += 1) {
      if (round % 4 === 3) {
        // While it reads what is left over and writes its file anew.
        const child = spawnServer('shaky');
        await sleep(Math.random() * STARTING_MS);
        child.kill();
        await child.ended;
        for (const delivery of takenOf(child)) taken.add(delivery);
        continue;
      }
      const { child, endpoint } = await startServer('shaky');
      const publishing = Array.from({ length: PUBLISHERS }, (_, index) => publish(endpoint, `${round}-${index}`));
      await sleep(Math.random() * WINDOW_MS);
      child.kill();
      expect((await child.ended).code).toBeNull();
      for (const { acknowledged: ids } of await Promise.all(publishing)) acknowledged.push(...ids);
      for (const delivery of takenOf(child)) taken.add(delivery);
      open += deliveriesOf(acknowledged).filter(isOpen).length;
    }
    // Otherwise no kill left anything to be delivered, and nothing was tried.
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(open).toBeGreaterThan(0);
    expect(await findLost(acknowledged, taken)).toEqual([]);
  },
  30_000 + kills * 5_000,
);

// The limit is set by the shell, and Windows has neither.
const itWithLimits = process.platform === 'win32' ? it.skip : it;
itWithLimits('says 503 when the disk takes no more, and delivers all it acknowledged before', async () => {
  const limited = ['bash', '-c', `trap '' XFSZ; ulimit -f 256; exec "$@"`, 'bash'];
  const { child, endpoint } = await startServer('shut', limited);
  const { acknowledged, failure } = await publish(endpoint, 'full');
  expect(failure).toMatchObject({ statusCode: 503, code: 'ServiceUnavailable' });
  // There is room again for something small: half a record may stand before it.
  const later = await publish(endpoint, 'later');
  expect(later.failure).toMatchObject({ statusCode: 503 });
  child.kill();
  await child.ended;
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(await findLost([...acknowledged, ...later.acknowledged], new Set())).toEqual([]);
});
