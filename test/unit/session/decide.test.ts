import type { Answer, Responses } from '../../../shared/domain/engine/schema.ts';
import { decideFeedback, decideRepeat, decideResponses } from '../../../shared/domain/session/decide.ts';
import { responsesAt } from '../../../shared/domain/session/evolve.ts';
import type { Feedback } from '../../../shared/domain/session/session.ts';
import { afterFeedback, afterResponses, occasion, startedWith, stored, TRACEPARENT } from './given.ts';

describe('a session that starts', () => {
  it('is at version 0 with one event', () => {
    const session = startedWith();
    expect(session).toMatchObject({ version: 0, sequence: 1, responses: {}, startedAt: '2026-01-02T03:04:05.000Z' });
    expect(session.events.map(({ type }) => type)).toEqual(['session.started']);
  });

  it('counts each first response, and none that is no answer', () => {
    const session = startedWith({ region: 'north', network: ['A', 'A'], budget: {}, data: null });
    expect(session).toMatchObject({ version: 2, sequence: 3, responses: { region: 'north', network: ['A'] } });
  });
});

describe('recording responses', () => {
  const before: Responses = { region: 'north', network: ['A', 'B'], budget: { max: 25 }, data: 0, esim: false };

  const cases: [what: string, changes: Responses, recorded: [string, Answer][]][] = [
    ['an equal text', { region: 'north' }, []],
    ['another text', { region: 'south' }, [['region', 'south']]],
    ['text that differs in case', { region: 'North' }, [['region', 'North']]],
    ['the same options in another order', { network: ['B', 'A'] }, []],
    ['the same options, one of them twice', { network: ['A', 'B', 'A'] }, []],
    ['fewer options', { network: ['A'] }, [['network', ['A']]]],
    ['no option', { network: [] }, [['network', null]]],
    ['an equal range whose other end is null', { budget: { min: null, max: 25 } }, []],
    ['a range with one end more', { budget: { min: 0, max: 25 } }, [['budget', { min: 0, max: 25 }]]],
    ['an empty range', { budget: {} }, [['budget', null]]],
    ['minus zero for zero', { data: -0 }, []],
    ['true for false', { esim: true }, [['esim', true]]],
    ['false again', { esim: false }, []],
    ['null for a response there is', { esim: null }, [['esim', null]]],
    ['null for a response there is not', { other: null }, []],
    ['ids of Object.prototype', { constructor: 'x', toString: null }, [['constructor', 'x']]],
    [
      'several, one of them equal',
      { region: 'north', data: 5, esim: true },
      [
        ['data', 5],
        ['esim', true],
      ],
    ],
  ];

  it.each(cases)('%s', (_, changes, recorded) => {
    const session = startedWith(before);
    const decision = decideResponses(session, { changes }, occasion(1));
    expect(decision).toEqual({
      outcome: 'accepted',
      events: recorded.map(([questionId, answer], index) => ({
        type: 'response.recorded',
        questionId,
        answer,
        version: session.version + index + 1,
        sequence: session.sequence + index + 1,
        at: '2026-01-02T03:04:05.001Z',
        traceparent: TRACEPARENT,
      })),
    });
  });

  it('keeps an answer to a question called __proto__', () => {
    const changes = JSON.parse('{"__proto__": "x"}') as Responses;
    const session = stored(afterResponses(startedWith(), changes));
    expect(Object.entries(session.responses)).toEqual([['__proto__', 'x']]);
    expect(Object.entries(responsesAt(session.events, 1))).toEqual([['__proto__', 'x']]);
    const removed = JSON.parse('{"__proto__": null}') as Responses;
    expect(Object.entries(afterResponses(session, removed).responses)).toEqual([]);
  });
});

describe('If-Match', () => {
  const first = afterResponses(startedWith({ region: 'north' }), { data: 5 });
  const later = afterFeedback(first, [{ type: 'saved', planId: 'p1' }]);

  it.each([
    [0, 'versionMismatch'],
    [1, 'versionMismatch'],
    [2, 'accepted'],
    [3, 'accepted'],
  ])('with version %i, when responses changed at 1 and 2 and feedback came at 3: %s', (expectedVersion, outcome) => {
    const decision = decideResponses(later, { changes: { data: 6 }, expectedVersion }, occasion(1));
    expect(decision.outcome).toBe(outcome);
  });

  it('counts a removal as a change', () => {
    const removed = afterResponses(first, { data: null });
    const decision = decideResponses(removed, { changes: { data: 6 }, expectedVersion: 2 }, occasion(1));
    expect(decision).toEqual({ outcome: 'versionMismatch', changedAt: 3 });
  });

  it('holds also for a change that would change nothing', () => {
    const decision = decideResponses(first, { changes: { data: 5 }, expectedVersion: 1 }, occasion(1));
    expect(decision.outcome).toBe('versionMismatch');
  });
});

describe('giving feedback', () => {
  it.each<[Feedback['type'][], number[]]>([
    [['viewed'], [1]],
    [['saved'], [2]],
    [
      ['chosen', 'viewed', 'dismissed'],
      [2, 2, 3],
    ],
    [
      ['viewed', 'viewed', 'saved', 'saved'],
      [1, 1, 2, 3],
    ],
  ])('%j gives versions %j', (types, versions) => {
    const session = startedWith({ region: 'north' });
    const feedback = types.map((type) => ({ type, planId: 'p1' }));
    const { events } = decideFeedback(session, feedback, occasion(1));
    expect(events.map(({ version }) => version)).toEqual(versions);
    expect(events.map(({ sequence }) => sequence)).toEqual(types.map((_, index) => session.sequence + index + 1));
    const after = afterFeedback(session, feedback);
    expect(after.feedback).toEqual(feedback.map((given) => ({ ...given, at: '2026-01-02T03:04:05.001Z' })));
    expect(after.version).toBe(versions.at(-1));
  });
});

describe('a repeated request', () => {
  const remembered = [{ key: 'k', digest: 'd', status: 200, version: 4 }];

  it.each([
    [{ key: 'other', digest: 'd' }, { outcome: 'new' }],
    [
      { key: 'k', digest: 'd' },
      { outcome: 'repeated', status: 200, version: 4 },
    ],
    [{ key: 'k', digest: 'other' }, { outcome: 'keyReused' }],
  ])('%j', (request, decision) => {
    expect(decideRepeat(remembered, request)).toEqual(decision);
  });
});

describe('the responses of a version', () => {
  it('are those after all its changes and before any later one', () => {
    let session = startedWith({ region: 'north', data: 1 });
    session = afterResponses(session, { data: 2, esim: true });
    session = afterFeedback(session, [{ type: 'saved', planId: 'p1' }]);
    session = afterResponses(session, { region: null });
    const versions = [0, 1, 2, 3, 4, 5, 6].map((version) => responsesAt(session.events, version));
    expect(versions).toEqual([
      {},
      { region: 'north' },
      { region: 'north', data: 1 },
      { region: 'north', data: 2 },
      { region: 'north', data: 2, esim: true },
      { region: 'north', data: 2, esim: true },
      { data: 2, esim: true },
    ]);
  });
});
