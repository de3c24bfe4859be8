import Type from 'typebox';
import { defineCall } from './call.ts';
import { RecommendationsSchema, ReportSummaryAnswerSchema } from './sessionSchemas.ts';

export const getRecommendations = defineCall({
  name: 'getRecommendations',
  method: 'GET',
  path: 'sessions/{sessionId}/recommendations',
  access: 'session',
  tag: 'sessions',
  summary: 'The plans recommended to a session, computed ahead',
  description: [
    'By fit to the responses, blended with what others of the segment were drawn to; every plan fits, and none was dismissed.',
    '`source` says where the list is from: `precomputed` (made by the events of the session), `live` (made now), `segment` or ' +
      '`popular` (what others chose, while it is not known which market the person is in).',
    'Without `minVersion` the list may be older than the session, which `fresh` says. With it an older one is not served: a live one is.',
  ].join('\n\n'),
  query: Type.Object({
    minVersion: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'The version the list must have reached; the one a response was answered with.',
      }),
    ),
  }),
  headers: ['If-None-Match'],
  replies: {
    200: { description: 'The list.', schema: RecommendationsSchema, headers: ['ETag'] },
    304: { description: 'The list is the one you have.', headers: ['ETag'] },
  },
  errors: ['version_ahead', 'catalog_not_found'],
});

export const getReportSummary = defineCall({
  name: 'getReportSummary',
  method: 'GET',
  path: 'sessions/{sessionId}/report-summary',
  access: 'session',
  tag: 'sessions',
  summary: 'What a report on a session says',
  description:
    'The best plans with reasons, the plans that miss by one response, and what other answers to each question would bring.',
  headers: ['If-None-Match'],
  replies: {
    200: { description: 'The summary.', schema: ReportSummaryAnswerSchema, headers: ['ETag'] },
    304: { description: 'The summary is the one you have.', headers: ['ETag'] },
  },
  errors: ['catalog_not_found'],
});
