import rhea from 'rhea';

/**
 * The part of rhea that the broker stands on, written down no wider than it is used: the library's own typings leave values
 * open and know nothing of credit.
 */
export interface Typed {
  readonly value: unknown;
  readonly descriptor?: Typed;
}

export interface Terminus {
  readonly address?: string | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
}

export interface AmqpError {
  readonly condition?: string;
  readonly description?: string;
  readonly info?: Readonly<Record<string, unknown>> | null;
}

/** What the receiver of a delivery made of it; which fields there are depends on the kind of outcome. */
export interface Outcome {
  readonly error?: AmqpError | null;
  readonly undeliverable_here?: boolean | null;
  readonly message_annotations?: Readonly<Record<string, unknown>> | null;
}

export interface Delivery {
  readonly tag: Buffer;
  readonly format: number;
  readonly remote_state?: Outcome;
  remote_settled: boolean;
  accept(): void;
  reject(error: AmqpError): void;
  update(settled: boolean, state: unknown): void;
}

export interface AmqpMessage {
  readonly message_id?: unknown;
  readonly reply_to?: string;
  readonly correlation_id?: unknown;
  readonly application_properties?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly [property: string]: unknown;
}

interface Link {
  readonly name: string;
  readonly source: Terminus | null;
  readonly target: Terminus | null;
  readonly connection: Connection;
  set_source(terminus: Terminus): void;
  set_target(terminus: Terminus): void;
  close(error?: AmqpError): void;
  is_open(): boolean;
  on(event: string, listen: (context: EventContext) => void): void;
}

/** The broker's end of a link through which a client receives. */
export interface Sender extends Link {
  readonly credit: number;
  /** 1: the client wants messages that count as settled when they are sent. */
  readonly snd_settle_mode: number;
  readonly session: {
    readonly outgoing: {
      available(): number;
      readonly next_delivery_id: number;
      readonly next_pending_delivery: number;
    };
  };
  /** Bytes with format 0 go out as they are. */
  send(message: AmqpMessage | Buffer, tag?: Buffer, format?: number): Delivery;
  set_drained(drained: boolean): void;
}

/** The broker's end of a link through which a client sends. */
export type Receiver = Link;

export interface Connection {
  close(error?: AmqpError): void;
}

export interface EventContext {
  readonly connection: Connection;
  readonly sender?: Sender;
  readonly receiver?: Receiver;
  readonly delivery?: Delivery;
  /** Decoded when its format is 0, else as it came. */
  readonly message?: AmqpMessage | Buffer;
}

interface Types {
  readonly Reader: new (bytes: Buffer) => { readonly position: number; remaining(): number; read(): Typed };
  readonly Writer: new () => { write(value: Typed): void; toBuffer(): Buffer };
  readonly Map32: (entries: readonly Typed[]) => Typed;
  readonly described: (descriptor: Typed, value: Typed) => Typed;
  readonly wrap: (value: unknown) => Typed;
  readonly wrap_array: (values: readonly unknown[], typecode: number) => Typed;
  readonly wrap_binary: (bytes: Uint8Array) => Typed;
  readonly wrap_list: (values: readonly unknown[]) => Typed;
  readonly wrap_long: (value: number) => Typed;
  readonly wrap_string: (value: string) => Typed;
  readonly wrap_symbol: (value: string) => Typed;
  readonly wrap_timestamp: (value: number) => Typed;
  readonly wrap_uint: (value: number) => Typed;
  readonly wrap_ulong: (value: number) => Typed;
}

interface Messages {
  encode(message: AmqpMessage): Buffer;
  data_section(bytes: Uint8Array): unknown;
  accepted(): { described(): unknown };
  released(): { described(): unknown };
  rejected(fields: { error: AmqpError }): { described(): unknown };
  modified(fields: object): { described(): unknown };
}

export const types = rhea.types as unknown as Types;
export const messages = rhea.message as unknown as Messages;

/** Type codes of array elements. */
export const TYPE_CODE = { long: 0x81, timestamp: 0x83 } as const;
