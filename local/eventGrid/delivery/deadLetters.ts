import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery } from '../journal/eventJournal.ts';
import { replaceFile } from '../journal/recordFile.ts';

export type DeadLetterReason = 'MaxDeliveryAttemptsExceeded' | 'TimeToLiveExceeded' | 'UndeliverableDueToClientError';

export interface DeadLetters {
  /** Durable when it resolves. The same delivery again takes the place of what was written before. */
  write(delivery: Delivery, reason: DeadLetterReason): Promise<void>;
}

const toTime = (ms: number): string => new Date(ms).toISOString();

/**
 * Events that no attempt will be made for any more, as the platform puts them into blobs: an array that holds the
 * event with what became of it, in attributes that are lower-case because CloudEvents has no others. One file for
 * each event, named by its message, in a folder for each subscription.
 */
export function toDeadLetter(
  { event, attempts, lastOutcome, lastAttemptMs }: Delivery,
  reason: DeadLetterReason,
): string {
  const outcome = {
    deadletterreason: reason,
    deliveryattempts: attempts,
    ...(lastOutcome !== undefined && { lastdeliveryoutcome: lastOutcome }),
    publishtime: toTime(event.publishedMs),
    ...(lastAttemptMs !== undefined && { lastdeliveryattempttime: toTime(lastAttemptMs) }),
  };
  return JSON.stringify([{ ...(JSON.parse(event.body) as object), ...outcome }], undefined, 2);
}

export function createDeadLetters(folder: string): DeadLetters {
  return {
    async write(delivery, reason) {
      const own = join(folder, delivery.subscription);
      await mkdir(own, { recursive: true });
      const path = join(own, `${delivery.messageId}.json`);
      const temporary = `${path}.new`;
      const handle = await open(temporary, 'w');
      try {
        await handle.writeFile(`${toDeadLetter(delivery, reason)}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await replaceFile(path, temporary);
    },
  };
}
