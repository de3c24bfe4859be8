/** A refusal that the client is told: `condition` is what its library turns into an error code. */
export class Fault extends Error {
  readonly condition: string;

  constructor(condition: string, description: string) {
    super(description);
    this.name = 'Fault';
    this.condition = condition;
  }
}

export const lockLost = (): Fault =>
  new Fault(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either it expired, or the message was settled before.',
  );

/** The client library knows a missing queue by this sentence, not by the condition. */
export const noSuchQueue = (name: string): Fault =>
  new Fault('amqp:not-found', `The messaging entity '${name}' could not be found.`);

export const notSupported = (what: string): Fault =>
  new Fault('amqp:not-implemented', `This local broker does not support ${what}.`);

/** Anything that was thrown, as something a client can be told. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  return new Fault('amqp:internal-error', thrown instanceof Error ? thrown.message : String(thrown));
}
