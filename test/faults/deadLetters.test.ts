import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DeadLetter } from '../../shared/application/useCases.ts';
import { eventually } from '../support/eventually.ts';
import { hasRedisServer, redisServerReason } from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import type { ServerProcess } from '../support/serverProcess.ts';
import { answer, cachedVersions, importCatalog, isProjected, manage, startSession, TENANT } from './support/app.ts';
import { closeSurroundings, openSurroundings, type Surroundings } from './support/surroundings.ts';

const FRAGILE = 'fragile';
const DEAD = { queue: 'precompute', kind: 'dead' };

describeIf(hasRedisServer, redisServerReason, 'a message whose consumer throws each time', () => {
  afterEach(closeSurroundings);

  /** Takes the compiled catalogue away, without which nobody can compute; gives what brings it back. */
  function breakCatalog({ dataDir }: Surroundings): () => void {
    const folder = join(dataDir, 'objects', 'catalogs', TENANT, FRAGILE);
    const [snapshot] = readdirSync(folder);
    const kept = join(dataDir, 'kept.object');
    renameSync(join(folder, snapshot!), kept);
    return () => renameSync(kept, join(folder, snapshot!));
  }

  const deadLettersOf = async (server: ServerProcess): Promise<DeadLetter[]> =>
    (await manage<{ messages: DeadLetter[] }>(server, 'GET', 'dead-letters')).body.messages;
  const redrive = async (server: ServerProcess) =>
    (await manage<{ redriven: number }>(server, 'POST', 'dead-letters/redrive', DEAD)).body;

  it('is dead after ten deliveries, holds nobody up, and is done once when it is sent back after the repair', async () => {
    const surroundings = await openSurroundings();
    const { redis, services } = surroundings;
    let server = await surroundings.start();
    await importCatalog(server, FRAGILE);
    const victim = await startSession(server, { catalogId: FRAGILE, responses: { network: 'A' } });
    await eventually(() => isProjected(server, redis, victim));
    await eventually(() => services.areQueuesEmpty());
    await server.stop();

    const repair = breakCatalog(surroundings);
    await redis.ask('FLUSHALL');
    server = await surroundings.start();
    const { message } = services.events.findLast(
      ({ queue, message: { body } }) => queue === 'precompute' && body.includes(victim.sessionId),
    )!;
    const sender = services.client.createSender('precompute');
    await sender.sendMessages({ body: Buffer.from(message.body), messageId: message.messageId });

    const others = [];
    for (let count = 0; count < 5; count += 1) {
      const other = await startSession(server);
      others.push(other);
      expect((await answer(server, other, { network: 'B' })).status).toBe(200);
      await eventually(() => isProjected(server, redis, other));
    }
    const [dead] = await eventually(async () => {
      const messages = await deadLettersOf(server);
      return messages.length > 0 && messages;
    });
    expect(await deadLettersOf(server)).toHaveLength(1);
    expect(dead).toMatchObject({
      ...DEAD,
      reason: 'MaxDeliveryCountExceeded',
      description: expect.stringContaining('10') as string,
      deliveryCount: 10,
      event: { type: 'shortlist.response.recorded.v1', subject: `sessions/${victim.sessionId}` },
    });
    expect(await cachedVersions(redis, ['recommendations'], [victim.sessionId])).toEqual([undefined]);

    // Sent back too early it is dead again, and nothing else.
    expect(await redrive(server)).toEqual({ redriven: 1 });
    await eventually(async () => (await deadLettersOf(server)).length === 1);

    repair();
    expect(await redrive(server)).toEqual({ redriven: 1 });
    await eventually(
      async () => (await cachedVersions(redis, ['recommendations'], [victim.sessionId]))[0] === victim.version,
    );
    await eventually(() => services.areQueuesEmpty());
    expect(await deadLettersOf(server)).toEqual([]);
    expect(await redrive(server)).toEqual({ redriven: 0 });
    for (const other of others) expect(await isProjected(server, redis, other)).toBe(true);
  });
});
