import { createBatchedPublish } from '../outbox/batchedPublish.ts';
import { createCollectFacts, type ReadSession } from '../facts/collectFacts.ts';
import type { Dependencies, EventServices } from '../dependencies.ts';
import type { ProjectedValue } from '../projections/projection.ts';
import { createProjectSession } from './projectSession.ts';
import { createReceiveMessage, type ReceiveMessage } from './receiveMessage.ts';
import type { SessionNotice } from '../../domain/events/event.ts';

/** What each queue's trigger hands its messages to. */
export interface Consumers {
  precompute: ReceiveMessage;
  report: ReceiveMessage;
  /** The messages of one batch. */
  facts: (messages: readonly unknown[]) => Promise<void>;
}

export function createConsumers(dependencies: Dependencies, { publisher, queues }: EventServices): Consumers {
  const deps = { ...dependencies, queues };
  const { sessions, recommendations, reportSummaries } = deps;
  const publish = createBatchedPublish((added) => publisher.publish(added));

  /** Sent again when the message is, as the cache cannot tell whether it was: the same event each time. */
  async function announce(
    event: SessionNotice,
    before: ProjectedValue | undefined,
    now: ProjectedValue,
  ): Promise<void> {
    const isRepeat = before?.sequence === now.sequence;
    const isSame = before?.digest === now.digest;
    if (isSame && !isRepeat) return;
    await publish([{ ...event, type: 'recommendation.updated' }]);
  }

  const collectFacts = createCollectFacts(deps);
  return {
    precompute: createReceiveMessage('precompute', createProjectSession(deps, recommendations, announce), deps),
    report: createReceiveMessage('report', createProjectSession(deps, reportSummaries), deps),
    async facts(messages) {
      const readSession = readingOnce((tenantId, sessionId) =>
        sessions.get(tenantId, sessionId).then((found) => found?.body),
      );
      const receive = createReceiveMessage('facts', (event) => collectFacts(event, readSession), deps, 'copy');
      const ended = await Promise.allSettled(messages.map(receive));
      const failed = ended.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

function readingOnce(read: ReadSession): ReadSession {
  const reads = new Map<string, ReturnType<ReadSession>>();
  return (tenantId, sessionId) => {
    const key = JSON.stringify([tenantId, sessionId]);
    let reading = reads.get(key);
    if (reading === undefined) reads.set(key, (reading = read(tenantId, sessionId)));
    return reading;
  };
}
