import { AsyncLocalStorage } from 'node:async_hooks';
import { app } from '@azure/functions';
import { setSurroundings } from '../../../shared/composition/getApp.ts';
import type { RecordedCall } from './record.ts';

/** The functions of the app, and one more that tells what they did: executions, and calls of store, cache and publisher. */
const calls: RecordedCall[] = [];
const executions = new AsyncLocalStorage<{ name: string; isOver: boolean }>();

async function record<T>(called: Pick<RecordedCall, 'kind' | 'what' | 'size'>, work: () => T | Promise<T>): Promise<T> {
  const execution = executions.getStore();
  const by = execution?.name ?? 'none';
  const call: RecordedCall = { ...called, by, isAfter: execution?.isOver ?? true, startMs: performance.now() };
  calls.push(call);
  try {
    return await work();
  } finally {
    call.endMs = performance.now();
  }
}

/** The same object; calls of its methods are recorded. All of them are asynchronous. */
function recorded<T extends object>(target: T, kind: RecordedCall['kind'], prefix = ''): T {
  return new Proxy(target, {
    get(object, name) {
      const method: unknown = Reflect.get(object, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        const size = kind === 'publisher' && Array.isArray(args[0]) ? args[0].length : 1;
        const call = (): unknown => Reflect.apply(method, object, args);
        return record({ kind, what: `${prefix}${String(name)}`, size }, call);
      };
    },
  });
}

setSurroundings({
  watch: {
    documents: (store) => ({
      collection: (definition) => recorded(store.collection(definition), 'store', `${definition.name}.`),
      describe: () => store.describe(),
      dispose: () => store.dispose(),
    }),
    cache: (cache) => recorded(cache, 'cache'),
    publisher: (publisher) => recorded(publisher, 'publisher'),
  },
});

app.hook.preInvocation((context) => {
  const name = context.invocationContext.functionName;
  const handler = context.functionHandler;
  const [input] = context.inputs;
  context.functionHandler = (...args) => {
    const execution = { name, isOver: false };
    return executions.run(execution, async () => {
      try {
        const size = Array.isArray(input) ? input.length : 1;
        return await record({ kind: 'function', what: name, size }, () => handler(...args) as unknown);
      } finally {
        execution.isOver = true;
      }
    });
  };
});

// What the benchmark asks.
app.http('benchCalls', {
  route: 'bench/calls',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => ({ jsonBody: calls }),
});
app.http('benchForget', {
  route: 'bench/calls',
  methods: ['DELETE'],
  authLevel: 'anonymous',
  handler: () => {
    calls.length = 0;
    return { status: 204 };
  },
});

await import('../../../functions/index.ts');
