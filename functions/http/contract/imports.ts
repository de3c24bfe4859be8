import { IMPORT_RULES } from '../../../shared/application/largeImports/importRules.ts';
import { defineCall } from './call.ts';
import { ImportViewSchema, OpenImportSchema } from './importSchemas.ts';

const description =
  'For catalogues beyond the limits of one request. Open an import with the names of its files and, unless the only file ' +
  'is a catalogue in its own format, a mapping; upload each file in parts; start it; ask how far it is.';

export const openImport = defineCall({
  name: 'openImport',
  method: 'POST',
  path: 'manage/catalogs/{catalogId}/imports',
  access: 'administrator',
  tag: 'manage',
  summary: 'Opens a large import',
  description,
  body: OpenImportSchema,
  bodyLimitBytes: IMPORT_RULES.mappingBytes,
  replies: { 201: { description: 'Where to upload.', schema: ImportViewSchema, headers: ['Location'] } },
});

export const addImportPart = defineCall({
  name: 'addImportPart',
  method: 'PUT',
  path: 'manage/catalogs/{catalogId}/imports/{importId}/files/{fileName}/parts/{part}',
  access: 'administrator',
  tag: 'manage',
  summary: 'Uploads one part of one file of an import',
  description: 'Parts are numbered from 1 and make up the file in this order. The same part again replaces it.',
  upload: true,
  bodyLimitBytes: IMPORT_RULES.partBytes,
  largerBodies: 'Send the file in several parts.',
  replies: { 204: { description: 'The part is stored.' } },
  errors: ['invalid_request', 'import_not_found', 'import_started', 'write_conflict'],
});

export const startImport = defineCall({
  name: 'startImport',
  method: 'POST',
  path: 'manage/catalogs/{catalogId}/imports/{importId}/start',
  access: 'administrator',
  tag: 'manage',
  summary: 'Starts an import whose files are uploaded; it goes on in the background',
  replies: { 202: { description: 'It waits or runs.', schema: ImportViewSchema, headers: ['Location'] } },
  errors: ['invalid_request', 'import_not_found', 'import_started', 'import_in_progress', 'write_conflict'],
});

export const getImport = defineCall({
  name: 'getImport',
  method: 'GET',
  path: 'manage/catalogs/{catalogId}/imports/{importId}',
  access: 'administrator',
  tag: 'manage',
  summary: 'How far an import is, and how it ended',
  replies: { 200: { description: 'The import.', schema: ImportViewSchema } },
  errors: ['import_not_found'],
});
