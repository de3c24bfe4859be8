/**
 * The part of the virtual module `@azure/functions-core` that `@azure/functions` 4.16 touches. Nobody publishes its types,
 * so they are written down here, no wider than this host fills or reads them.
 */
export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

/** A trigger, input or output as the library registers it: what the app wrote, plus name, type and direction. */
export interface Binding {
  readonly name?: string;
  readonly type?: string;
  readonly direction?: string;
  readonly [property: string]: unknown;
}

/** Delays arrive rounded to whole seconds by the library. */
export interface RetryOptions {
  readonly retryStrategy?: string;
  /** -1 is without end. */
  readonly maxRetryCount?: number;
  readonly delayInterval?: { readonly seconds?: number };
  readonly minimumInterval?: { readonly seconds?: number };
  readonly maximumInterval?: { readonly seconds?: number };
}

export interface FunctionMetadata {
  readonly name?: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: RetryOptions;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface HttpCookie {
  readonly name?: string;
  readonly value?: string;
  readonly domain?: { readonly value?: string };
  readonly path?: { readonly value?: string };
  readonly expires?: { readonly value?: { readonly seconds?: number } };
  readonly secure?: { readonly value?: boolean };
  readonly httpOnly?: { readonly value?: boolean };
  readonly sameSite?: string;
  readonly maxAge?: { readonly value?: number };
}

/** One HTTP request on its way in or one response on its way out. */
export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: TypedData | null | undefined;
  readonly statusCode?: string;
  readonly cookies?: readonly HttpCookie[];
}

/** A value crossing between host and library; one property is set. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly collectionString?: { readonly string: readonly string[] };
  readonly collectionBytes?: { readonly bytes: readonly Uint8Array[] };
  readonly http?: HttpData;
}

export interface RetryContext {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception?: { readonly message: string; readonly stackTrace: string };
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
  readonly traceContext: { readonly traceParent: string; readonly traceState?: string };
  readonly retryContext?: RetryContext;
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
}

/** What the library needs to know about one invocation. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'postInvocationHooks' | 'invocation' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation';
export type HookCallback = (context: object) => unknown;
