/** Which events of a topic go to which queue. */
export interface Subscription {
  /** The platform's rule: 3 to 64 letters, digits and hyphens. */
  readonly name: string;
  readonly queue: string;
  /** CloudEvents types, compared exactly; none: every type. */
  readonly eventTypes: readonly string[];
  /** Upper and lower case are the same here, as on the platform unless told otherwise. */
  readonly subjectBeginsWith?: string;
  readonly subjectEndsWith?: string;
  /** 1 to 30. */
  readonly maxDeliveryAttempts: number;
  /** Above 0, at most 1,440. */
  readonly timeToLiveMinutes: number;
}

const NAME = /^[A-Za-z0-9-]{3,64}$/;
const MAX_DELIVERY_ATTEMPTS = 30;
const MAX_TIME_TO_LIVE_MINUTES = 1_440;

export function matches(subscription: Subscription, event: { type: string; subject?: string }): boolean {
  const { eventTypes, subjectBeginsWith = '', subjectEndsWith = '' } = subscription;
  if (eventTypes.length > 0 && !eventTypes.includes(event.type)) return false;
  const subject = (event.subject ?? '').toLowerCase();
  return subject.startsWith(subjectBeginsWith.toLowerCase()) && subject.endsWith(subjectEndsWith.toLowerCase());
}

/** What the platform would not let be deployed, a sentence each. */
export function subscriptionFaults(subscriptions: readonly Subscription[]): string[] {
  const faults: string[] = [];
  const names = new Set<string>();
  for (const { name, maxDeliveryAttempts, timeToLiveMinutes } of subscriptions) {
    if (!NAME.test(name)) faults.push(`"${name}" is no valid name of a subscription.`);
    // They name folders too, and some file systems take upper and lower case for the same.
    if (names.has(name.toLowerCase())) faults.push(`There are two subscriptions named "${name}".`);
    names.add(name.toLowerCase());
    if (
      !Number.isInteger(maxDeliveryAttempts) ||
      maxDeliveryAttempts < 1 ||
      maxDeliveryAttempts > MAX_DELIVERY_ATTEMPTS
    )
      faults.push(`The subscription "${name}" must have 1 to ${MAX_DELIVERY_ATTEMPTS} delivery attempts.`);
    if (!(timeToLiveMinutes > 0 && timeToLiveMinutes <= MAX_TIME_TO_LIVE_MINUTES))
      faults.push(
        `The subscription "${name}" must have a time to live of at most ${MAX_TIME_TO_LIVE_MINUTES} minutes.`,
      );
  }
  return faults;
}
