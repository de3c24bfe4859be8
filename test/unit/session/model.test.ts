import fc from 'fast-check';
import type { Answer, Responses } from '../../../shared/domain/engine/schema.ts';
import { commit, documentBytes } from '../../../shared/domain/session/commit.ts';
import { decideFeedback, decideRepeat, decideResponses } from '../../../shared/domain/session/decide.ts';
import { responsesAt } from '../../../shared/domain/session/evolve.ts';
import { FEEDBACK_TYPES, type Feedback, type Session } from '../../../shared/domain/session/session.ts';
import { occasion, STARTED_MS, startedWith, stored } from './given.ts';

/** What a caller can know of a session, kept in the plainest way: a snapshot of everything for each version. */
interface Model {
  session: Session;
  version: number;
  sequence: number;
  responses: Map<string, string>;
  history: Map<number, Map<string, string>>;
  responseChangedAt: number;
  feedback: number;
  remembered: { key: string; body: string; version: number }[];
}

const questionIds = ['a', 'b', '__proto__', 'constructor', ''];
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom<Answer[]>(null, [], {}, { min: null }),
  fc.constantFrom('', 'x', 'X', '\ud800', 'null'),
  fc.constantFrom(0, -0, 1, 1e300),
  fc.boolean(),
  fc.array(fc.constantFrom('x', 'y', '__proto__'), { maxLength: 4 }),
  fc.record({ min: fc.constantFrom(0, -0, 1, null), max: fc.constantFrom(1, 2, null) }, { requiredKeys: [] }),
);

/** One text for all answers that mean the same; null for no answer. Written without a look at the code under test. */
function meaning(answer: Answer): string | null {
  if (answer === null) return null;
  if (Array.isArray(answer))
    return answer.length === 0 ? null : `options ${JSON.stringify([...new Set(answer)].sort())}`;
  if (typeof answer === 'object') {
    const ends = [answer.min ?? null, answer.max ?? null];
    return ends.every((end) => end === null) ? null : `range ${JSON.stringify(ends)}`;
  }
  return `${typeof answer} ${JSON.stringify(answer)}`;
}

const meanings = (responses: Responses): [string, string | null][] =>
  Object.entries(responses)
    .map(([id, answer]): [string, string | null] => [id, meaning(answer)])
    .sort();

interface ChangeCommand {
  kind: 'change';
  changes: [string, Answer][];
  expectedVersion?: number;
  key?: string;
}
interface FeedbackCommand {
  kind: 'feedback';
  feedback: Feedback[];
}

const commands: fc.Arbitrary<ChangeCommand | FeedbackCommand> = fc.oneof(
  { weight: 4, arbitrary: changeCommand() },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('feedback' as const),
      feedback: fc.array(fc.record({ type: fc.constantFrom(...FEEDBACK_TYPES), planId: fc.constantFrom('p', 'q') }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
);

function changeCommand(): fc.Arbitrary<ChangeCommand> {
  return fc.record(
    {
      kind: fc.constant('change' as const),
      changes: fc.uniqueArray(fc.tuple(fc.constantFrom(...questionIds), answers), {
        selector: ([id]) => id,
        maxLength: 3,
      }),
      expectedVersion: fc.nat(12),
      key: fc.constantFrom('k1', 'k2', 'k3'),
    },
    { requiredKeys: ['kind', 'changes'] },
  );
}

function applyChange(model: Model, command: ChangeCommand): void {
  const body = JSON.stringify(command.changes);
  const request = command.key === undefined ? undefined : { key: command.key, digest: body };
  if (request !== undefined) {
    const known = model.remembered.find(({ key }) => key === request.key);
    const repeat = decideRepeat(model.session.idempotency, request);
    if (known === undefined) expect(repeat).toEqual({ outcome: 'new' });
    else if (known.body !== body) expect(repeat).toEqual({ outcome: 'keyReused' });
    else {
      expect(repeat).toEqual({ outcome: 'repeated', status: 200, version: known.version });
      const then = [...model.history.get(known.version)!].sort();
      expect(meanings(responsesAt(model.session.events, known.version))).toEqual(then);
    }
    if (known !== undefined) return;
  }
  const { expectedVersion } = command;
  const changes = Object.fromEntries(command.changes);
  const decision = decideResponses(
    model.session,
    { changes, ...(expectedVersion !== undefined && { expectedVersion }) },
    occasion(1),
  );
  if (expectedVersion !== undefined && model.responseChangedAt > expectedVersion) {
    expect(decision).toEqual({ outcome: 'versionMismatch', changedAt: model.responseChangedAt });
    return;
  }
  for (const [id, answer] of command.changes) {
    const means = meaning(answer);
    if (means === (model.responses.get(id) ?? null)) continue;
    model.version++;
    model.sequence++;
    if (means === null) model.responses.delete(id);
    else model.responses.set(id, means);
    model.history.set(model.version, new Map(model.responses));
    model.responseChangedAt = model.version;
  }
  if (request !== undefined) model.remembered.push({ key: request.key, body, version: model.version });
  const events = decision.outcome === 'accepted' ? decision.events : [];
  const outcome = commit(
    model.session,
    { events, ...(request !== undefined && { request: { ...request, status: 200 } }) },
    occasion(1),
  );
  if (outcome.outcome === 'committed') model.session = outcome.session;
}

function applyFeedback(model: Model, { feedback }: FeedbackCommand): void {
  for (const { type } of feedback) {
    model.sequence++;
    model.feedback++;
    if (type === 'viewed') continue;
    model.version++;
    model.history.set(model.version, new Map(model.responses));
  }
  const { events } = decideFeedback(model.session, feedback, occasion(1));
  const outcome = commit(model.session, { events }, occasion(1));
  if (outcome.outcome === 'committed') model.session = outcome.session;
}

it('any sequence of commands leaves the session a plain model of it describes', () => {
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 30 }), (sequence) => {
      const model: Model = {
        session: startedWith(),
        version: 0,
        sequence: 1,
        responses: new Map(),
        history: new Map([[0, new Map<string, string>()]]),
        responseChangedAt: 0,
        feedback: 0,
        remembered: [],
      };
      for (const command of sequence) {
        if (command.kind === 'change') applyChange(model, command);
        else applyFeedback(model, command);
        model.session = stored(model.session);
        const { session } = model;
        expect([session.version, session.sequence, session.feedback.length]).toEqual([
          model.version,
          model.sequence,
          model.feedback,
        ]);
        expect(meanings(session.responses)).toEqual([...model.responses].sort());
        expect(meanings(responsesAt(session.events, session.version))).toEqual(meanings(session.responses));
        expect(session.events.map((event) => event.sequence)).toEqual(session.events.map((_, index) => index + 1));
        expect(session.unpublishedSince).toBe(STARTED_MS);
        expect(documentBytes(session)).toBe(Buffer.byteLength(JSON.stringify(session)));
      }
    }),
    { numRuns: 400 },
  );
});
