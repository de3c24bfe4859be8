import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../../shared/composition/createApp.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { createAdmission, type Admission } from './admission.ts';
import { clientAddress } from './clientAddress.ts';
import { createGiveWay, type GiveWay } from './giveWay.ts';
import { createRateLimiter } from './rateLimit.ts';

/** What keeps a process from being asked for more than it can do, by all together or by one caller. */
export interface Protection {
  admission: Admission;
  giveWay: GiveWay;
  /** Throws AppError `rate_limited`. `sessionId` is absent where no session has been shown to be the caller's. */
  limitRate(headers: Headers, tenantId: string, sessionId: string | undefined): void;
  /** The same for what all instances count together. */
  limitStarts(headers: Headers, tenantId: string): Promise<void>;
}

const MS_PER_SECOND = 1_000;
const protections = new WeakMap<App, Protection>();

export function protectionOf(app: App): Protection {
  let protection = protections.get(app);
  if (protection === undefined) protections.set(app, (protection = createProtection(app)));
  return protection;
}

function createProtection({ settings, metrics, limitStarts }: App): Protection {
  const nowMs = (): number => performance.now();
  const admission = createAdmission(settings.admission, {
    nowMs,
    inNextTurn: (callback) => void setImmediate(callback),
    onShed: (reason) => metrics.count('shed.count', { reason }),
  });
  const { rateLimit, clientAddressHeader } = settings;
  const limiter = rateLimit.perSecond === 0 ? undefined : createRateLimiter(rateLimit, nowMs);
  return {
    admission,
    giveWay: createGiveWay(nowMs, (ms) => wait(ms)),
    async limitStarts(headers, tenantId) {
      const address = clientAddress(headers, clientAddressHeader);
      if (address !== undefined) await limitStarts(tenantId, address);
    },
    limitRate(headers, tenantId, sessionId) {
      if (limiter === undefined) return;
      // Every platform's front end names the client. Who comes without one is on the machine itself.
      const address = clientAddress(headers, clientAddressHeader);
      if (address === undefined) return;
      const waitMs = limiter.take(`${tenantId}\n${sessionId ?? address}`);
      if (waitMs === 0) return;
      metrics.count('rateLimited.count');
      throw new AppError('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / MS_PER_SECOND) });
    },
  };
}
