import { randomUUID } from 'node:crypto';
import type { AppRegistry, RegisteredFunction } from './appRegistry.ts';
import type {
  CoreInvocationContext,
  FunctionCallback,
  InvocationModel,
  InvocationRequest,
  InvocationResponse,
  LogCategory,
  LogLevel,
  ProgrammingModel,
  RetryContext,
  TypedData,
} from './coreTypes.ts';
import type { HostLog } from './hostLog.ts';
import { nextTraceparent } from './traceparent.ts';

export interface InvocationDetails {
  /** The headers of that name, if the caller sent them. */
  traceparent?: string | undefined;
  tracestate?: string | undefined;
  retryContext?: RetryContext;
  triggerMetadata?: Readonly<Record<string, TypedData>>;
}

export interface Invoker {
  /** Runs a function once with the data of its trigger. Rejects with what the handler, a hook or the library threw. */
  invoke(fn: RegisteredFunction, data: TypedData, details?: InvocationDetails): Promise<InvocationResponse>;
  /** How many invocations have begun and not ended. */
  running(): number;
}

class Invocation implements CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: RegisteredFunction['metadata'];
  readonly #log: HostLog;
  state: CoreInvocationContext['state'] = undefined;

  constructor(fn: RegisteredFunction, request: InvocationRequest, log: HostLog) {
    this.invocationId = request.invocationId;
    this.request = request;
    this.metadata = fn.metadata;
    this.#log = log;
  }

  log(level: LogLevel, _category: LogCategory, message: string): void {
    this.#log.write(level, this.metadata.name ?? '', message);
  }
}

export function createInvoker(
  registry: AppRegistry,
  model: ProgrammingModel,
  appHookData: object,
  log: HostLog,
): Invoker {
  const { preInvocation, postInvocation } = registry.hooks;
  let running = 0;

  async function runWithHooks(
    invocation: Invocation,
    library: InvocationModel,
    context: unknown,
    inputs: unknown[],
    callback: FunctionCallback,
  ): Promise<unknown> {
    const hookData = {};
    const before = { hookData, appHookData, invocationContext: context, functionCallback: callback, inputs };
    invocation.state = 'preInvocationHooks';
    for (const hook of preInvocation) await hook(before);

    const after = {
      hookData,
      appHookData,
      invocationContext: context,
      inputs: before.inputs,
      result: null as unknown,
      error: null as unknown,
    };
    invocation.state = 'invocation';
    try {
      after.result = await library.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (thrown) {
      after.error = thrown;
    }
    invocation.state = 'postInvocationHooks';
    for (const hook of postInvocation) await hook(after);
    invocation.state = undefined;
    // As the platform has it: throwing null or undefined is no error.
    if (after.error !== null && after.error !== undefined) throw after.error as Error;
    return after.result;
  }

  async function run(fn: RegisteredFunction, request: InvocationRequest): Promise<InvocationResponse> {
    const invocation = new Invocation(fn, request, log);
    const library = await model.getInvocationModel(invocation);
    const { context, inputs } = await library.getArguments();
    const result = await runWithHooks(invocation, library, context, inputs, fn.callback);
    return library.getResponse(context, result);
  }

  return {
    running: () => running,
    async invoke(fn, data, details = {}) {
      running += 1;
      try {
        const traceParent = nextTraceparent(details.traceparent);
        return await run(fn, {
          invocationId: randomUUID(),
          inputData: [{ name: fn.triggerName, data }],
          triggerMetadata: details.triggerMetadata ?? {},
          traceContext:
            details.tracestate === undefined ? { traceParent } : { traceParent, traceState: details.tracestate },
          ...(details.retryContext && { retryContext: details.retryContext }),
        });
      } finally {
        running -= 1;
      }
    },
  };
}
