import { createAppRegistry, type AppRegistry } from '../../../../local/functionsHost/appRegistry.ts';

/** Lets `@azure/functions` register with a host that only remembers. To be called before a function is imported. */
export function provideCoreModule(): AppRegistry {
  const registry = createAppRegistry({ write: () => undefined, line: () => undefined, flush: () => undefined });
  jest.doMock('@azure/functions-core', () => registry.coreApi, { virtual: true });
  return registry;
}
