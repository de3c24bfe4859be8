import type { Random } from '../../../bench/support/random.ts';
import type { SessionStarted, SessionView } from '../../../shared/application/useCases.ts';
import type { Ledger } from '../ledger.ts';
import { sendJson, toInit, type JsonRequest } from '../sendJson.ts';
import { emptySession, hasVersion, stateText, withChanges, type Change, type SessionModel } from '../sessionModel.ts';
import { drawFeedback, drawResponses, type Choices } from './sessionAnswers.ts';

export interface WrittenSession {
  sessionId: string;
  token: string;
  /** All that was acknowledged, or shown by a read. */
  known: SessionModel;
}

/** One request at a time, so that a kill leaves at most one of which nobody knows what became of it. */
export interface SessionWriter {
  readonly sessions: readonly WrittenSession[];
  /** Whether a request waits for its reply. */
  readonly isWaiting: boolean;
  /** Starts sessions and writes to them; rejects at the first request that gets no good answer, which a kill brings about. */
  write(url: string): Promise<never>;
  /**
   * After a restart: holds every session written to since the last time against what the server shows, finds out what
   * became of the request that was under way, and repeats it where it can be repeated. One sentence for each broken promise.
   */
  findBroken(url: string): Promise<string[]>;
}

interface Write {
  /** Absent: it starts a session. */
  session?: WrittenSession;
  path: string;
  request: JsonRequest;
  isRepeatable: boolean;
  changes: Change[];
}

const MOST_ENTRIES = 60;
const CURRENT_SESSIONS = 3;
/** The share of requests that start a session. */
const STARTS = 0.05;

export function createSessionWriter(options: {
  name: string;
  random: Random;
  choices: Choices;
  ledger: Ledger;
}): SessionWriter {
  const { name, random, choices, ledger } = options;
  const sessions: WrittenSession[] = [];
  const touched = new Set<WrittenSession>();
  let waiting: Write | undefined;
  /** The last repeatable request that was answered, with the version it was answered with. */
  let answered: { write: Write & { session: WrittenSession }; version: number } | undefined;
  let keys = 0;

  function acknowledge(session: WrittenSession, known: SessionModel): void {
    const news = known.journal.slice(session.known.journal.length);
    session.known = known;
    for (const { version, change } of news.filter(hasVersion)) ledger.acknowledged(session.sessionId, version, change);
  }

  function draw(): Write {
    const current = sessions.slice(-CURRENT_SESSIONS).filter(({ known }) => known.journal.length < MOST_ENTRIES);
    const session = random.next() < STARTS ? undefined : current[random.integer(current.length)];
    const isRepeatable = random.next() < 0.3;
    const headers: Record<string, string> = isRepeatable ? { 'idempotency-key': `${name}-${keys++}` } : {};
    if (session === undefined) {
      const changes = random.next() < 0.5 ? [] : drawResponses(random, choices, 3);
      const body = { catalogId: choices.catalogId, ...toResponses(changes) };
      return { path: '/sessions', request: { method: 'POST', headers, body }, isRepeatable, changes };
    }
    const { token } = session;
    const path = `/sessions/${session.sessionId}`;
    const kind = random.next();
    if (kind < 0.2) {
      const changes = drawFeedback(random, choices);
      const request = { method: 'POST', token, headers, body: changes.length === 1 ? changes[0] : changes };
      return { session, path: `${path}/feedback`, request, isRepeatable, changes };
    }
    if (kind < 0.45) {
      const changes = drawResponses(random, choices, 4);
      const request = { method: 'PATCH', token, headers, body: toResponses(changes) };
      return { session, path: `${path}/responses`, request, isRepeatable, changes };
    }
    const [change] = drawResponses(random, choices, 1);
    const request = { method: 'PUT', token, headers, body: { answer: change!.answer } };
    return { session, path: `${path}/responses/${change!.questionId}`, request, isRepeatable, changes: [change!] };
  }

  /** @param then called once the request is answered with the version of `expected`. */
  async function send(url: string, { path, request }: Write, expected: SessionModel, then: () => void): Promise<void> {
    const response = await fetch(`${url}${path}`, toInit(request));
    const tag = response.headers.get('etag');
    if (!response.ok || tag !== `"${expected.version}"`) {
      const reply = `${response.status} with version ${tag}: ${(await response.text()).slice(0, 300)}`;
      throw new Error(`${request.method} ${path} was answered ${reply}, not with version ${expected.version}`);
    }
    // The head of the reply says it: from here on it is acknowledged, even if a kill cuts off the rest.
    then();
    await response.arrayBuffer();
  }

  async function start(url: string, { request, changes }: Write): Promise<void> {
    const { status, body } = await sendJson<SessionStarted>(`${url}/sessions`, request);
    if (status !== 201) throw new Error(`a session was not started: ${status} ${JSON.stringify(body).slice(0, 300)}`);
    const session = { sessionId: body.sessionId, token: body.token, known: emptySession };
    acknowledge(session, withChanges(emptySession, changes));
    if (body.version !== session.known.version) throw new Error(`${session.sessionId} started at ${body.version}`);
    sessions.push(session);
    touched.add(session);
    waiting = undefined;
  }

  async function step(url: string): Promise<void> {
    const write = (waiting = draw());
    const { session, changes } = write;
    if (session === undefined) return start(url, write);
    touched.add(session);
    const next = withChanges(session.known, changes);
    await send(url, write, next, () => {
      acknowledge(session, next);
      if (write.isRepeatable) answered = { write: { ...write, session }, version: next.version };
      waiting = undefined;
    });
  }

  async function read(url: string, { sessionId, token }: WrittenSession): Promise<string> {
    const { status, body } = await sendJson<SessionView>(`${url}/sessions/${sessionId}`, { token });
    return status === 200 ? stateText(body) : `${status} ${JSON.stringify(body)}`;
  }

  async function hold(url: string, session: WrittenSession): Promise<string[]> {
    const shown = await read(url, session);
    const known = stateText(session.known);
    return shown === known ? [] : [`${session.sessionId} shows ${shown} instead of ${known}`];
  }

  /** Either nothing or all of it happened; repeated, it has happened once. */
  async function settle(url: string, write: Write): Promise<string[]> {
    const { session, changes } = write;
    if (session === undefined) {
      if (write.isRepeatable) await start(url, write);
      return [];
    }
    const next = withChanges(session.known, changes);
    const shown = await read(url, session);
    const happened = shown === stateText(next);
    if (!happened && shown !== stateText(session.known)) {
      return [`${session.sessionId} shows ${shown}: neither ${stateText(session.known)} nor ${stateText(next)}`];
    }
    if (write.isRepeatable) await send(url, write, next, () => acknowledge(session, next));
    else if (happened) acknowledge(session, next);
    return [];
  }

  return {
    sessions,
    get isWaiting() {
      return waiting !== undefined;
    },
    async write(url) {
      for (;;) await step(url);
    },
    async findBroken(url) {
      const broken: string[] = [];
      if (waiting !== undefined) broken.push(...(await settle(url, waiting)));
      waiting = undefined;
      for (const session of touched) broken.push(...(await hold(url, session)));
      if (answered !== undefined) {
        const { write, version } = answered;
        await send(url, write, { ...emptySession, version }, () => undefined);
        broken.push(...(await hold(url, write.session)));
      }
      touched.clear();
      return broken;
    },
  };
}

function toResponses(changes: Change[]): { responses: Record<string, unknown> } {
  const entries = changes.flatMap((change) =>
    'questionId' in change ? [[change.questionId, change.answer] as const] : [],
  );
  return { responses: Object.fromEntries(entries) };
}
