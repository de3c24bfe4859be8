import type { RecordedCall } from '../../../bench/events/cost/record.ts';
import { summariseCost, summariseStages } from '../../../bench/events/cost/summarise.ts';

type Call = Omit<RecordedCall, 'size' | 'isAfter'> & Partial<RecordedCall>;
const call = (given: Call): RecordedCall => ({ size: 1, isAfter: false, ...given });

/** A response whose list changed or not, and which looked for a newer catalogue or not. */
function createResponse({ announces = false, polls = false } = {}): RecordedCall[] {
  const user = { by: 'recordResponse' };
  const precompute = { by: 'precompute' };
  return [
    call({ ...user, kind: 'function', what: 'recordResponse', startMs: 0, endMs: 3 }),
    call({ ...user, kind: 'store', what: 'sessions.get', startMs: 0, endMs: 1 }),
    ...(polls ? [call({ ...user, kind: 'store', what: 'activations.get', startMs: 0, endMs: 1 })] : []),
    call({ ...user, kind: 'store', what: 'sessions.replace', startMs: 1, endMs: 2 }),
    call({ ...user, kind: 'publisher', what: 'publish', startMs: 4, endMs: 9, isAfter: true }),
    call({ ...user, kind: 'store', what: 'sessions.replace', startMs: 9, endMs: 10, isAfter: true }),
    call({ ...precompute, kind: 'function', what: 'precompute', startMs: 12, endMs: 20 }),
    call({ ...precompute, kind: 'store', what: 'sessions.get', startMs: 12, endMs: 13 }),
    call({ ...precompute, kind: 'cache', what: 'put', startMs: 15, endMs: 16 }),
    ...(announces ? [call({ ...precompute, kind: 'publisher', what: 'publish', startMs: 16, endMs: 19 })] : []),
    call({ by: 'facts', kind: 'function', what: 'facts', size: 2, startMs: 21, endMs: 22 }),
  ];
}

describe('what a response costs', () => {
  test('is told apart by who waits for it and for whom it was done', () => {
    expect(summariseCost([createResponse()])).toEqual({
      userPath: { 'sessions.get': 1, 'sessions.replace': 1 },
      outbox: { 'sessions.replace': 1 },
      consumers: { precompute: { 'sessions.get': 1, 'cache.put': 1 }, report: {}, facts: {} },
      executions: { recordResponse: 1, precompute: 1, facts: 1 },
      messages: 3,
      publishes: 1,
      events: 1,
    });
  });

  test('leaves out what few need, but takes the most of what is sent', () => {
    const cost = summariseCost([createResponse({ polls: true, announces: true }), createResponse(), createResponse()]);
    expect(cost.userPath).toEqual({ 'sessions.get': 1, 'sessions.replace': 1 });
    expect(cost).toMatchObject({ publishes: 2, events: 2 });
  });

  test('has stages from the stored response to the list in the cache', () => {
    expect(summariseStages([createResponse()])).toEqual({
      nudgeMs: 2,
      publishMs: 5,
      deliveryMs: 8,
      consumerMs: 4,
      cacheMs: 1,
      totalMs: 14,
    });
  });

  test('cannot be told of a response whose list never came', () => {
    const without = createResponse().filter(({ kind }) => kind !== 'cache');
    expect(() => summariseStages([without])).toThrow('no put of precompute was recorded');
  });
});
