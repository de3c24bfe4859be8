import {
  CompareRequestSchema,
  ShortlistRequestSchema,
  WhyNotRequestSchema,
} from '../../../shared/domain/engine/schema.ts';
import { defineCall } from './call.ts';
import {
  CatalogListSchema,
  CatalogViewSchema,
  ComparisonAnswerSchema,
  PlanViewSchema,
  ShortlistAnswerSchema,
  WhyNotAnswerSchema,
} from './schemas.ts';

export const listCatalogs = defineCall({
  name: 'listCatalogs',
  method: 'GET',
  path: 'catalogs',
  access: 'tenant',
  tag: 'catalogs',
  summary: "The tenant's active catalogues",
  replies: { 200: { description: 'The catalogues.', schema: CatalogListSchema } },
});

export const getCatalog = defineCall({
  name: 'getCatalog',
  method: 'GET',
  path: 'catalogs/{catalogId}',
  access: 'tenant',
  tag: 'catalogs',
  summary: 'Questionnaire, attributes and ranking of the active version',
  headers: ['If-None-Match'],
  replies: {
    200: { description: 'The active version without its plans.', schema: CatalogViewSchema, headers: ['ETag'] },
    304: { description: 'The copy named by `If-None-Match` still holds.', headers: ['ETag'] },
  },
  errors: ['catalog_not_found'],
});

export const getPlan = defineCall({
  name: 'getPlan',
  method: 'GET',
  path: 'catalogs/{catalogId}/plans/{planId}',
  access: 'tenant',
  tag: 'catalogs',
  summary: 'One plan of the active version',
  replies: { 200: { description: 'The plan.', schema: PlanViewSchema } },
  errors: ['catalog_not_found', 'plan_not_found'],
});

export const getShortlist = defineCall({
  name: 'getShortlist',
  method: 'POST',
  path: 'catalogs/{catalogId}/shortlist',
  access: 'tenant',
  tag: 'catalogs',
  summary: 'The shortlist for the responses in the body; nothing is stored',
  body: ShortlistRequestSchema,
  replies: {
    200: { description: 'The plans that fit, ranked and explained.', schema: ShortlistAnswerSchema },
  },
  errors: ['catalog_not_found', 'invalid_responses'],
});

export const comparePlans = defineCall({
  name: 'comparePlans',
  method: 'POST',
  path: 'catalogs/{catalogId}/compare',
  access: 'tenant',
  tag: 'catalogs',
  summary: 'Two to five plans side by side: only what differs',
  body: CompareRequestSchema,
  replies: { 200: { description: 'The differences.', schema: ComparisonAnswerSchema } },
  errors: ['catalog_not_found', 'plan_not_found', 'invalid_responses'],
});

export const explainWhyNot = defineCall({
  name: 'explainWhyNot',
  method: 'POST',
  path: 'catalogs/{catalogId}/why-not',
  access: 'tenant',
  tag: 'catalogs',
  summary: 'Why a plan is not in the shortlist, and what it would take',
  body: WhyNotRequestSchema,
  replies: { 200: { description: 'The first response the plan fails.', schema: WhyNotAnswerSchema } },
  errors: ['catalog_not_found', 'plan_not_found', 'invalid_responses'],
});
