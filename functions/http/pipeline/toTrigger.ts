import type { HttpMethod, HttpTriggerOptions } from '@azure/functions';
import type { CallDefinition } from '../contract/call.ts';

/** What a call is registered with. Who may call is decided in the handler, so the platform lets everyone through. */
export function toTrigger({ path, method }: CallDefinition): Required<HttpTriggerOptions> {
  const methods: HttpMethod[] = method === 'GET' ? ['GET', 'HEAD'] : [method];
  return { route: path, methods, authLevel: 'anonymous' };
}
