import { readFileSync } from 'node:fs';
import { createServer as createIdentityServer, type Server } from 'node:http';
import { createServer as createServiceServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createEventGridPublisher } from '../../../shared/adapters/eventGrid/eventGridPublisher.ts';
import { say } from '../kill/say.ts';

/**
 * A program of its own: `node publishWithIdentity.ts <certificate> <key>`, for certificates are trusted, and the
 * machine's identity is looked for, by process. Fakes of an identity endpoint and of a service, neither of which
 * exists outside Azure; each line on standard output says what one of them was asked, or how a publish ended.
 */
export type IdentityLine =
  | { type: 'token'; resource: string | null; clientId: string | null }
  | { type: 'events'; authorization: string | undefined; key: unknown }
  | { type: 'published' }
  | { type: 'failed'; code: unknown };

const [, , certificate = '', key = ''] = process.argv;

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

const identity = createIdentityServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const [resource, clientId] = [searchParams.get('resource'), searchParams.get('client_id')];
  say({ type: 'token', resource, clientId } satisfies IdentityLine);
  // A machine without that identity does not say so: it says nothing.
  if (clientId === 'unknown') return;
  const expiresOn = Math.floor(Date.now() / 1_000) + 3_600;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ access_token: 'a token', expires_on: expiresOn, resource, token_type: 'Bearer' }));
});
const service = createServiceServer(
  { cert: readFileSync(certificate), key: readFileSync(key) },
  (request, response) => {
    const { authorization, 'aeg-sas-key': sharedKey } = request.headers;
    say({ type: 'events', authorization, key: sharedKey } satisfies IdentityLine);
    request.resume();
    request.on('end', () => response.end());
  },
);
// As the platform tells an app where to ask.
process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${await listen(identity)}/token`;
process.env.IDENTITY_HEADER = 'secret';
const endpoint = `https://127.0.0.1:${await listen(service)}/api/events`;

async function publish(clientId: string, timeoutMs: number): Promise<void> {
  const publisher = createEventGridPublisher({
    endpoint,
    credential: { kind: 'identity', clientId },
    timeoutMs,
  });
  for (const sequence of [1, 2]) {
    await publisher.publish([
      {
        type: 'catalog.activated',
        ...{ tenantId: 'acme', catalogId: 'mobile', sequence, version: 1, activation: 1 },
        at: new Date(0).toISOString(),
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    ]);
    say({ type: 'published' } satisfies IdentityLine);
  }
}

await publish('mine', 30_000);
await publish('unknown', 2_000).catch((error: unknown) => {
  say({ type: 'failed', code: (error as { code?: unknown }).code } satisfies IdentityLine);
});
process.exit(0);
