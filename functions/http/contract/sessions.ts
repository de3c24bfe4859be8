import { defineCall } from './call.ts';
import {
  FeedbackGivenSchema,
  GiveFeedbackSchema,
  RecordResponseSchema,
  RecordResponsesSchema,
  ResponsesRecordedSchema,
  SessionStartedSchema,
  SessionViewSchema,
  StartSessionSchema,
} from './schemas.ts';

const changeErrors = ['invalid_responses', 'session_full', 'write_conflict', 'idempotency_mismatch'] as const;

export const startSession = defineCall({
  name: 'startSession',
  method: 'POST',
  path: 'sessions',
  access: 'tenant',
  tag: 'sessions',
  summary: 'Starts a session on a catalogue',
  body: StartSessionSchema,
  headers: ['Idempotency-Key'],
  rare: true,
  replies: {
    201: {
      description: 'The session, its token and its first shortlist.',
      schema: SessionStartedSchema,
      headers: ['ETag', 'Location'],
    },
  },
  errors: ['catalog_not_found', ...changeErrors],
});

export const getSession = defineCall({
  name: 'getSession',
  method: 'GET',
  path: 'sessions/{sessionId}',
  access: 'session',
  tag: 'sessions',
  summary: 'Responses, feedback and the shortlist of a session',
  replies: { 200: { description: 'The session.', schema: SessionViewSchema, headers: ['ETag'] } },
});

export const recordResponse = defineCall({
  name: 'recordResponse',
  method: 'PUT',
  path: 'sessions/{sessionId}/responses/{questionId}',
  access: 'session',
  tag: 'sessions',
  summary: 'Records one response; null takes it away',
  body: RecordResponseSchema,
  headers: ['If-Match', 'Idempotency-Key'],
  replies: {
    200: { description: 'The new version and shortlist.', schema: ResponsesRecordedSchema, headers: ['ETag'] },
  },
  errors: [...changeErrors, 'version_mismatch'],
});

export const recordResponses = defineCall({
  name: 'recordResponses',
  method: 'PATCH',
  path: 'sessions/{sessionId}/responses',
  access: 'session',
  tag: 'sessions',
  summary: 'Records several responses, all or nothing; null takes one away',
  body: RecordResponsesSchema,
  headers: ['If-Match', 'Idempotency-Key'],
  replies: {
    200: { description: 'The new version and shortlist.', schema: ResponsesRecordedSchema, headers: ['ETag'] },
  },
  errors: [...changeErrors, 'version_mismatch'],
});

export const giveFeedback = defineCall({
  name: 'giveFeedback',
  method: 'POST',
  path: 'sessions/{sessionId}/feedback',
  access: 'session',
  tag: 'sessions',
  summary: 'Says that plans were viewed, saved, chosen or dismissed',
  body: GiveFeedbackSchema,
  headers: ['Idempotency-Key'],
  replies: { 200: { description: 'The version after it.', schema: FeedbackGivenSchema, headers: ['ETag'] } },
  errors: ['plan_not_found', 'session_full', 'write_conflict', 'idempotency_mismatch'],
});

export const eraseSession = defineCall({
  name: 'eraseSession',
  method: 'DELETE',
  path: 'sessions/{sessionId}',
  access: 'session',
  tag: 'sessions',
  summary: 'Erases a session everywhere',
  replies: { 202: { description: 'The session is gone; copies of it follow.' } },
});
