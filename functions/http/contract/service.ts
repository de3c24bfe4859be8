import Type from 'typebox';
import { defineCall } from './call.ts';
import { HealthSchema, LiveSchema } from './schemas.ts';

export const getLiveness = defineCall({
  name: 'getLiveness',
  method: 'GET',
  path: 'health/live',
  access: 'none',
  tag: 'service',
  summary: 'Whether the process answers at all',
  replies: { 200: { description: 'It does.', schema: LiveSchema } },
});

export const getReadiness = defineCall({
  name: 'getReadiness',
  method: 'GET',
  path: 'health/ready',
  access: 'none',
  tag: 'service',
  summary: 'Whether requests can be served, and what each part says of itself',
  replies: { 200: { description: 'They can.', schema: HealthSchema } },
  errors: ['starting', 'store_unavailable'],
});

export const getOpenApi = defineCall({
  name: 'getOpenApi',
  method: 'GET',
  path: 'openapi.json',
  access: 'none',
  tag: 'service',
  summary: 'This description',
  headers: ['If-None-Match'],
  replies: {
    200: { description: 'OpenAPI 3.1.', schema: Type.Object({ openapi: Type.String() }), headers: ['ETag'] },
    304: { description: 'The copy named by `If-None-Match` still holds.', headers: ['ETag'] },
  },
});

export const getDocs = defineCall({
  name: 'getDocs',
  method: 'GET',
  path: 'docs',
  access: 'none',
  tag: 'service',
  summary: 'This description as a page to read and try',
  replies: { 200: { description: 'The page.', schema: Type.String(), contentTypes: ['text/html'] } },
});

export const getDocsAsset = defineCall({
  name: 'getDocsAsset',
  method: 'GET',
  path: 'docs/{file}',
  access: 'none',
  tag: 'service',
  summary: 'A file the page is made of',
  replies: {
    200: {
      description: 'The file.',
      schema: Type.String(),
      contentTypes: ['text/css', 'text/javascript', 'image/png'],
    },
  },
  errors: ['not_found'],
});
