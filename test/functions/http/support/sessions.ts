import type { SessionStarted } from '../../../../shared/application/useCases.ts';
import type { Catalog } from '../../../../shared/domain/catalog/schema.ts';
import { exampleCatalog } from '../../../../shared/domain/catalog/example.ts';
import { administrator, bearer, type Reply, type Sent, type Server } from './server.ts';

export async function importCatalog(
  server: Server,
  catalogId: string,
  catalog: Catalog = exampleCatalog,
  headers: Record<string, string> = administrator,
): Promise<void> {
  const reply = await server.send('PUT', `/manage/catalogs/${encodeURIComponent(catalogId)}`, {
    headers,
    json: catalog,
  });
  if (reply.status !== 201) throw new Error(`the catalogue was not imported: ${reply.text}`);
}

export interface Session extends SessionStarted {
  /** Sends with the session's token; `path` is below the session. */
  send: (method: string, path: string, sent?: Sent) => Promise<Reply>;
}

export async function startSession(
  server: Server,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Session> {
  const reply = await server.send('POST', '/sessions', { headers, json: body });
  if (reply.status !== 201) throw new Error(`the session was not started: ${reply.text}`);
  const started = reply.json as SessionStarted;
  return {
    ...started,
    send: (method, path, sent = {}) =>
      server.send(method, `/sessions/${started.sessionId}${path}`, {
        ...sent,
        headers: { ...bearer(started.token), ...sent.headers },
      }),
  };
}
