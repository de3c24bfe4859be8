import Type from 'typebox';
import { CatalogSchema } from '../../../shared/domain/catalog/schema.ts';
import { defineCall } from './call.ts';
import { IMPORT_LIMITS } from './limits.ts';
import {
  CatalogImportedSchema,
  VersionActivatedSchema,
  VersionListSchema,
  VersionNumber,
  VersionsComparedSchema,
} from './schemas.ts';

export const importCatalog = defineCall({
  name: 'importCatalog',
  method: 'PUT',
  path: 'manage/catalogs/{catalogId}',
  access: 'administrator',
  tag: 'manage',
  summary: 'Imports a catalogue as a new version; the first one becomes active',
  body: CatalogSchema,
  parsedByUseCase: true,
  bodyLimitBytes: IMPORT_LIMITS.bytes,
  largerBodies: IMPORT_LIMITS.otherWay,
  replies: {
    201: { description: 'A new version.', schema: CatalogImportedSchema, headers: ['Location'] },
    200: {
      description: 'The newest version already holds this content; nothing changed.',
      schema: CatalogImportedSchema,
    },
  },
  errors: [
    'invalid_catalog',
    'unsupported',
    'catalog_too_large',
    'import_in_progress',
    'write_conflict',
    'interrupted',
  ],
});

export const listVersions = defineCall({
  name: 'listVersions',
  method: 'GET',
  path: 'manage/catalogs/{catalogId}/versions',
  access: 'administrator',
  tag: 'manage',
  summary: 'The versions of a catalogue',
  replies: { 200: { description: 'The versions.', schema: VersionListSchema } },
  errors: ['catalog_not_found'],
});

export const compareVersions = defineCall({
  name: 'compareVersions',
  method: 'GET',
  path: 'manage/catalogs/{catalogId}/diff',
  access: 'administrator',
  tag: 'manage',
  summary: 'What changed from one version of a catalogue to another',
  description: [
    'Attributes, questions, lookups, plans and offers; and how many of the sessions that started last get other plans at the top.',
    'Totals are exact; lists hold the first of what they count. Neither version needs to be active.',
  ].join('\n\n'),
  query: Type.Object({ from: VersionNumber, to: VersionNumber }),
  replies: { 200: { description: 'The differences.', schema: VersionsComparedSchema } },
  errors: ['catalog_not_found', 'version_not_found'],
});

export const activateVersion = defineCall({
  name: 'activateVersion',
  method: 'POST',
  path: 'manage/catalogs/{catalogId}/versions/{version}/activate',
  access: 'administrator',
  tag: 'manage',
  summary: 'Makes a version the active one, also an earlier one',
  replies: { 200: { description: 'The activation it got.', schema: VersionActivatedSchema } },
  errors: ['catalog_not_found', 'version_not_found', 'write_conflict'],
});

export const getMetrics = defineCall({
  name: 'getMetrics',
  method: 'GET',
  path: 'manage/metrics',
  access: 'administrator',
  role: 'Operations.Admin',
  tag: 'manage',
  summary: 'Figures of the process that answers, since its start',
  description: 'Prometheus text exposition format 0.0.4. With several instances each has its own figures.',
  replies: {
    200: { description: 'All metrics.', schema: Type.String(), contentTypes: ['text/plain'] },
  },
});
