import type {
  CatalogView,
  ResponsesRecorded,
  SessionStarted,
  SessionView,
  ShortlistAnswer,
} from '../../shared/application/useCases.ts';
import type { Question } from '../../shared/domain/catalog/schema.ts';
import type { Answer, Facet, Responses } from '../../shared/domain/engine/schema.ts';
import { createRandom, pickSome, type Random } from '../support/random.ts';
import { call } from './api.ts';
import type { ResponseChange, SessionAccess } from './load.ts';

/** Requests that a front end might send, made from what the catalogue itself offers. */
const CATALOG_ID = 'ai-models';
const SEED = 20_261_121;
const REQUESTS = 48;
const CHANGED_QUESTIONS = 4;
const ANSWERS_PER_QUESTION = 3;
const SESSIONS_AT_ONCE = 16;

export const SHORTLIST_PATH = `/api/catalogs/${CATALOG_ID}/shortlist`;

export interface HttpWorkload {
  /** Bodies of stateless requests, 2 to 6 answers each, that plans fit. */
  bodies: string[];
  /** Changes of one response each, to be made in this order again and again. */
  changes: ResponseChange[];
  /** Mean bytes of a response, to a stateless request and to a change. */
  shortlistBytes: number;
  sessionBytes: number;
  /** Characters of a session token. */
  tokenLength: number;
  plans: number;
}

export async function createWorkload(origin: string): Promise<HttpWorkload> {
  const catalog = (await call(`${origin}/api/catalogs/${CATALOG_ID}`)).body as CatalogView;
  const { body: start } = await askShortlist(origin, {});
  const random = createRandom(SEED);
  const questions = new Map(catalog.questions.map((question) => [question.id, question]));
  const facets = (start.facets ?? []).filter((facet) => suggestAnswer(random, questions, facet) !== undefined);

  const bodies: string[] = [];
  let bytes = 0;
  while (bodies.length < REQUESTS) {
    const responses: Responses = {};
    for (const facet of pickSome(random, facets, 2 + random.integer(5))) {
      responses[facet.questionId] = suggestAnswer(random, questions, facet)!;
    }
    const answered = await askShortlist(origin, responses);
    if (answered.body.total === 0) continue;
    bodies.push(JSON.stringify({ responses }));
    bytes += answered.bytes;
  }
  return {
    bodies,
    shortlistBytes: Math.round(bytes / bodies.length),
    plans: catalog.plans,
    ...(await findChanges(origin, () => suggestChanges(random, questions, facets))),
  };
}

async function askShortlist(origin: string, responses: Responses): Promise<{ body: ShortlistAnswer; bytes: number }> {
  const { body, bytes } = await call(`${origin}${SHORTLIST_PATH}`, {
    method: 'POST',
    body: JSON.stringify({ responses }),
  });
  return { body: body as ShortlistAnswer, bytes };
}

/** An answer that many plans fit: a frequent option, or the wider part of a number's span. */
function suggestAnswer(random: Random, questions: ReadonlyMap<string, Question>, facet: Facet): Answer | undefined {
  const { kind, compare } = questions.get(facet.questionId)!;
  if ('options' in facet) {
    const values = facet.options
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, 4)
      .map(({ value }) => value);
    const chosen = values[random.integer(values.length)];
    if (chosen === undefined || typeof chosen === 'boolean') return chosen;
    return kind === 'multiple' ? [chosen] : chosen;
  }
  const edges = facet.histogram.map(({ to }) => to);
  const edge = edges[Math.floor(edges.length * (0.4 + 0.5 * random.next()))];
  if (edge === undefined) return undefined;
  if (kind === 'range') return { max: edge };
  return compare === 'atLeast' ? facet.histogram[random.integer(Math.ceil(edges.length / 4))]!.from : edge;
}

/** A few questions, answered in turn, each time otherwise than before. */
function suggestChanges(
  random: Random,
  questions: ReadonlyMap<string, Question>,
  facets: readonly Facet[],
): ResponseChange[] {
  const suggestions = facets.map((facet) => {
    const bodies = new Set<string>();
    for (let attempt = 0; attempt < 30; attempt += 1) {
      bodies.add(JSON.stringify({ answer: suggestAnswer(random, questions, facet)! }));
    }
    return { questionId: facet.questionId, bodies: [...bodies] };
  });
  // With fewer different answers the first of a turn could repeat the last of the turn before.
  const changeable = suggestions.filter(({ bodies }) => bodies.length >= ANSWERS_PER_QUESTION);
  const changing = pickSome(random, changeable, CHANGED_QUESTIONS);
  return Array.from({ length: ANSWERS_PER_QUESTION }, (_, turn) =>
    changing.map(({ questionId, bodies }) => ({ questionId, body: bodies[turn]! })),
  ).flat();
}

/** Tries suggestions on a real session until one never runs into a list without plans. */
async function findChanges(
  origin: string,
  suggest: () => ResponseChange[],
): Promise<Pick<HttpWorkload, 'changes' | 'sessionBytes' | 'tokenLength'>> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const changes = suggest();
    const [session] = await createSessions(origin, 1);
    const { sessionId, token } = session!;
    let bytes = 0;
    let fewest = Infinity;
    // Twice, so that from then on every question has an answer.
    for (const [place, { questionId, body }] of [...changes, ...changes].entries()) {
      const url = `${origin}/api/sessions/${sessionId}/responses/${encodeURIComponent(questionId)}`;
      const recorded = await call(url, { method: 'PUT', body, token });
      fewest = Math.min(fewest, (recorded.body as ResponsesRecorded).shortlist.total);
      if (place >= changes.length) bytes += recorded.bytes;
    }
    if (changes.length > 0 && fewest > 0) {
      return { changes, sessionBytes: Math.round(bytes / changes.length), tokenLength: token.length };
    }
  }
  throw new Error(`no changes of responses were found on ${CATALOG_ID} that plans keep fitting`);
}

export async function createSessions(origin: string, count: number): Promise<SessionAccess[]> {
  const sessions: SessionAccess[] = [];
  while (sessions.length < count) {
    const batch = Math.min(SESSIONS_AT_ONCE, count - sessions.length);
    const started = await Promise.all(
      Array.from({ length: batch }, () =>
        call(`${origin}/api/sessions`, {
          method: 'POST',
          body: JSON.stringify({ catalogId: CATALOG_ID }),
        }),
      ),
    );
    for (const { body } of started) {
      const { sessionId, token } = body as SessionStarted;
      sessions.push({ sessionId, token });
    }
  }
  return sessions;
}

/** How many changes the sessions hold: their versions rise by one with each. */
export async function countChanges(origin: string, sessions: readonly SessionAccess[]): Promise<number> {
  let changes = 0;
  for (let place = 0; place < sessions.length; place += SESSIONS_AT_ONCE) {
    const batch = sessions.slice(place, place + SESSIONS_AT_ONCE);
    const views = await Promise.all(
      batch.map(({ sessionId, token }) => call(`${origin}/api/sessions/${sessionId}`, { token })),
    );
    for (const { body } of views) changes += (body as SessionView).version;
  }
  return changes;
}
