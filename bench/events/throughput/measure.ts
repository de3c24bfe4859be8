import { withTemporaryFolder } from '../../support/cleanUp.ts';
import { showProgress } from '../../support/report.ts';
import { runChild } from '../../support/runChild.ts';
import type { BullmqTask, ShortlistTask, ThroughputResult, ThroughputTask } from './task.ts';

/** Jobs under way at once in BullMQ's worker. */
export const BULLMQ_CONCURRENCY = 10;

export interface ThroughputRounds {
  shortlist: ThroughputResult[];
  /** Empty without a Redis. */
  bullmq: ThroughputResult[];
}

/** Ours and the peer in turn, each in a fresh process; the order turns round each round. */
export async function measureThroughput(
  task: ThroughputTask,
  rounds: number,
  redisUrl: string | undefined,
): Promise<ThroughputRounds> {
  const measured: ThroughputRounds = { shortlist: [], bullmq: [] };
  const contenders = [
    async () => {
      await withTemporaryFolder(async (directory) => {
        const own: ShortlistTask = { ...task, directory };
        measured.shortlist.push(await runChild(new URL('./shortlist.ts', import.meta.url), own));
      });
    },
    async () => {
      if (redisUrl === undefined) return;
      const own: BullmqTask = { ...task, redisUrl, concurrency: BULLMQ_CONCURRENCY };
      measured.bullmq.push(await runChild(new URL('./bullmq.ts', import.meta.url), own));
    },
  ];
  for (let round = 0; round < rounds; round += 1) {
    showProgress(`events: ${task.events} events through the queue, round ${round + 1} of ${rounds}`);
    for (const measure of round % 2 === 0 ? contenders : contenders.toReversed()) await measure();
  }
  return measured;
}
