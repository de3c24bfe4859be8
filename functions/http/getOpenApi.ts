import { app } from '@azure/functions';
import { hash } from 'node:crypto';
import { calls } from './contract/calls.ts';
import { getOpenApi as call } from './contract/service.ts';
import { buildDocument } from './openapi/buildDocument.ts';
import { createExamples } from './openapi/examples.ts';
import { isNoneMatch } from './pipeline/requestHeaders.ts';
import { createPlainHandler } from './pipeline/createPlainHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

let made: { text: string; tag: string } | undefined;

/** Made at the first request: nobody else should wait for it. */
function documentOnce(): { text: string; tag: string } {
  if (made) return made;
  const text = JSON.stringify(buildDocument(calls, createExamples()));
  made = { text, tag: `"${hash('sha256', text, 'base64url').slice(0, 22)}"` };
  return made;
}

export const getOpenApi = createPlainHandler((request) => {
  const { text, tag } = documentOnce();
  const caching = { ETag: tag, 'Cache-Control': 'no-cache' };
  if (isNoneMatch(request.headers, tag)) return { status: 304, headers: caching };
  return { status: 200, headers: { ...caching, 'Content-Type': 'application/json' }, body: text };
});

app.http(call.name, { ...toTrigger(call), handler: getOpenApi });
