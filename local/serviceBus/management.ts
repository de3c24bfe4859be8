import { TYPE_CODE, types, type AmqpMessage } from './amqp.ts';
import { MAX_MESSAGE_BYTES, readIncoming } from './amqpMessage.ts';
import { Fault, notSupported, toFault } from './fault.ts';
import { readLockToken } from './lockToken.ts';
import type { Queue } from './queue.ts';
import { propertiesIn } from './settlement.ts';

type Body = Readonly<Record<string, unknown>>;
interface Answer {
  readonly statusCode: number;
  readonly body?: unknown;
}
type Operation = (queue: Queue, body: Body) => Answer | Promise<Answer>;

const OK: Answer = { statusCode: 200 };

/** Management carries long numbers as a number or, from the client's own type, as eight bytes. */
function toNumber(value: unknown): number {
  if (Buffer.isBuffer(value)) return Number(value.readBigInt64BE());
  if (typeof value === 'number') return value;
  throw new Fault('com.microsoft:argument-error', 'A number is missing.');
}

function listOf(body: Body, name: string): unknown[] {
  const list = body[name];
  if (!Array.isArray(list)) throw new Fault('com.microsoft:argument-error', `The request has no ${name}.`);
  return list;
}

const tokensIn = (body: Body): string[] => listOf(body, 'lock-tokens').map((bytes) => readLockToken(bytes as Buffer));

/** As many as fit into one answer, at least one. */
function limitBytes(peeked: readonly Buffer[]): Buffer[] {
  let sum = 0;
  return peeked.filter((bytes, index) => (sum += bytes.length) <= MAX_MESSAGE_BYTES || index === 0);
}

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'renew-lock',
    (queue, body) => {
      const ends = tokensIn(body).map((token) => queue.renew(token));
      return { statusCode: 200, body: { expirations: types.wrap_array(ends, TYPE_CODE.timestamp) } };
    },
  ],
  [
    'peek-message',
    (queue, body) => {
      const peeked = queue.peek(toNumber(body['from-sequence-number']), toNumber(body['message-count']));
      if (peeked.length === 0) return { statusCode: 204 };
      const found = limitBytes(peeked).map((bytes) => ({ message: types.wrap_binary(bytes) }));
      return { statusCode: 200, body: { messages: found } };
    },
  ],
  [
    'schedule-message',
    async (queue, body) => {
      const entries = listOf(body, 'messages') as { message: Buffer }[];
      const numbers = await queue.send(entries.map(({ message }) => readIncoming(message)));
      return { statusCode: 200, body: { 'sequence-numbers': types.wrap_array(numbers, TYPE_CODE.long) } };
    },
  ],
  [
    'cancel-scheduled-message',
    async (queue, body) => {
      await queue.cancelScheduled(listOf(body, 'sequence-numbers').map(toNumber));
      return OK;
    },
  ],
  [
    // How a client settles a message whose link it has lost.
    'update-disposition',
    async (queue, body) => {
      const changed = propertiesIn(body['properties-to-modify'] as Body | undefined);
      const status = body['disposition-status'];
      for (const token of tokensIn(body)) {
        if (status === 'completed') await queue.complete(token);
        else if (status === 'abandoned') await queue.abandon(token, changed);
        else if (status === 'suspended') {
          const death = propertiesIn({
            DeadLetterReason: body['deadletter-reason'],
            DeadLetterErrorDescription: body['deadletter-description'],
          });
          await queue.deadLetter(token, new Map([...changed, ...death]));
        } else throw notSupported(`the disposition "${String(status)}"`);
      }
      return OK;
    },
  ],
]);

const STATUS_BY_CONDITION: Readonly<Record<string, number>> = {
  'com.microsoft:message-lock-lost': 410,
  'com.microsoft:message-not-found': 404,
  'com.microsoft:argument-error': 400,
  'amqp:decode-error': 400,
  'amqp:link:message-size-exceeded': 403,
  'amqp:not-allowed': 400,
  'amqp:not-implemented': 501,
};

/** The answer to a request that was sent to the `$management` node of a queue; never rejects. */
export async function answerManagement(queue: Queue, request: AmqpMessage): Promise<AmqpMessage> {
  const name = String(request.application_properties?.operation).replace('com.microsoft:', '');
  try {
    const operation = operations.get(name);
    if (!operation) throw notSupported(`the operation "${name}"`);
    const { statusCode, body } = await operation(queue, (request.body ?? {}) as Body);
    return { application_properties: { statusCode, statusDescription: 'OK' }, body };
  } catch (thrown) {
    const { condition, message } = toFault(thrown);
    const statusCode = STATUS_BY_CONDITION[condition] ?? 500;
    return { application_properties: { statusCode, statusDescription: message, errorCondition: condition } };
  }
}
