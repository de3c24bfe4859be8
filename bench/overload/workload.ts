import { call } from '../http/api.ts';
import { createSessionSource } from '../panel/sessions.ts';
import { ADDRESS } from '../snapshot/stores.ts';
import { digestOf } from './digest.ts';
import type { ExpectedRequest } from './task.ts';

export const SHORTLIST_PATH = `/api/catalogs/${ADDRESS.catalogId}/shortlist`;

const REQUESTS = 64;
const STREAM = 1;

/**
 * What people ask first: their six preferences and one answer that leaves most of the plans, so that all of these are ranked and
 * counted. Later answers leave fewer plans and cost less.
 */
export function createBodies(seed: number, plans: number): string[] {
  const source = createSessionSource(seed, plans);
  return Array.from({ length: REQUESTS }, (_, index) => {
    const { answers, responses } = source.satisfiable(STREAM, index);
    const left = new Set(answers.slice(1).map(({ columnId }) => columnId));
    const first = Object.entries(responses).filter(([questionId]) => !left.has(questionId));
    return JSON.stringify({ responses: Object.fromEntries(first) });
  });
}

/** Each request with the answer that a server gives which has nothing else to do. */
export async function learnAnswers(
  origin: string,
  bodies: readonly string[],
): Promise<{ requests: ExpectedRequest[]; meanBytes: number }> {
  const requests: ExpectedRequest[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const answer = await call(`${origin}${SHORTLIST_PATH}`, { method: 'POST', body });
    requests.push({ body, digest: digestOf(JSON.stringify(answer.body)) });
    bytes += answer.bytes;
  }
  return { requests, meanBytes: Math.round(bytes / bodies.length) };
}
