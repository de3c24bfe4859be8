import { app } from '@azure/functions';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../shared/domain/errors.ts';
import { getDocsAsset as call } from './contract/service.ts';
import { startScript } from './docs/page.ts';
import { createPlainHandler } from './pipeline/createPlainHandler.ts';
import type { HandlerResponse } from './pipeline/handlerResponse.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

/** The only files there are, by name: what a caller names never becomes a path. */
const contentTypes = new Map([
  ['favicon-32x32.png', 'image/png'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

/** Where the build puts them, below the folder of the app; without a build they are in their package. */
const folders = ['dist/docs', 'node_modules/swagger-ui-dist'];

export const getDocsAsset = createPlainHandler(async ({ params }) => {
  const { file = '' } = params;
  if (file === 'start.js') return toAsset('text/javascript; charset=utf-8', startScript);
  const contentType = contentTypes.get(file);
  if (contentType === undefined) throw new AppError('not_found');
  return toAsset(contentType, await readAsset(file));
});

function toAsset(contentType: string, body: string | Uint8Array): HandlerResponse {
  const headers = {
    'Content-Type': contentType,
    'Cache-Control': 'public, max-age=3600',
    'X-Content-Type-Options': 'nosniff',
  };
  return { status: 200, headers, body };
}

async function readAsset(file: string): Promise<Uint8Array> {
  for (const folder of folders) {
    try {
      return await readFile(resolve(folder, file));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new AppError('not_found', { detail: 'The page was not built: `npm run build` brings its files.' });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

app.http(call.name, { ...toTrigger(call), handler: getDocsAsset });
