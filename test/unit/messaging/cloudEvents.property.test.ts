import fc from 'fast-check';
import { parseBatch } from '../../../local/eventGrid/publishing/cloudEventBatch.ts';
import type { ShortlistEvent } from '../../../shared/domain/events/event.ts';
import { attemptOf, fromCloudEvent, toCloudEvent, withAttempt } from '../../../shared/messaging/cloudEvents.ts';
import { topology } from '../../../shared/messaging/topology.ts';
import { eventArbitrary } from '../../support/arbitraries/events.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

/** As triggers name them, in lower case. */
const SYSTEM_PROPERTIES = [
  ...[
    'messageid',
    'sessionid',
    'correlationid',
    'subject',
    'label',
    'contenttype',
    'to',
    'replyto',
    'replytosessionid',
  ],
  ...['deliverycount', 'sequencenumber', 'enqueuedsequencenumber', 'enqueuedtimeutc', 'enqueuedtime', 'expiresatutc'],
  ...['expiresat', 'timetolive', 'locktoken', 'lockeduntil', 'deadlettersource', 'deadletterreason', 'partitionkey'],
  ...[
    'state',
    'applicationproperties',
    'userproperties',
    'messagereceiver',
    'messagesession',
    'messageactions',
    'client',
  ],
];

const session: ShortlistEvent = {
  type: 'response.recorded',
  tenantId: 'acme',
  catalogId: 'mobile',
  sessionId: 's1',
  sequence: 4,
  version: 3,
  at: '2026-11-21T10:00:00.000Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const catalog: ShortlistEvent = {
  type: 'catalog.activated',
  tenantId: 'a/b',
  catalogId: 'c|d:1',
  sequence: 2,
  version: 7,
  activation: 9,
  at: session.at,
  traceparent: session.traceparent,
};

/** Through a queue: as text and parsed again. */
const asReceived = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('an event as a CloudEvent', () => {
  it('looks like this', () => {
    expect(toCloudEvent(session)).toEqual({
      specversion: '1.0',
      id: 's1:4',
      source: '/tenants/acme',
      type: 'shortlist.response.recorded.v1',
      subject: 'sessions/s1',
      time: session.at,
      datacontenttype: 'application/json',
      traceparent: session.traceparent,
      data: { tenantId: 'acme', catalogId: 'mobile', session: 's1', sequence: 4, version: 3 },
    });
    expect(toCloudEvent(catalog)).toMatchObject({
      id: 'a%2Fb|c%7Cd%3A1:2',
      source: '/tenants/a%2Fb',
      subject: 'catalogs/c%7Cd%3A1',
      data: { tenantId: 'a/b', catalogId: 'c|d:1', sequence: 2, version: 7, activation: 9 },
    });
    expect(toCloudEvent({ ...session, type: 'recommendation.updated' }).id).toBe('recommendation:s1:4');
  });

  it('comes back as it was, whatever its ids are', () => {
    fc.assert(
      fc.property(eventArbitrary, (event) => {
        expect(fromCloudEvent(asReceived(toCloudEvent(event)))).toEqual({ outcome: 'event', event });
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('is one that a topic takes', () => {
    fc.assert(
      fc.property(eventArbitrary, (event) => {
        expect(parseBatch(Buffer.from(JSON.stringify([toCloudEvent(event)])))).toHaveLength(1);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('shares source and id with no other event', () => {
    // A session is of one catalogue, and its id is of one tenant.
    const aggregateOf = (event: ShortlistEvent) =>
      event.type === 'catalog.activated'
        ? ['catalog', event.tenantId, event.catalogId]
        : [event.type === 'recommendation.updated', event.tenantId, event.sessionId];
    const keyOf = (event: ShortlistEvent) => JSON.stringify([...aggregateOf(event), event.sequence]);
    fc.assert(
      fc.property(fc.array(eventArbitrary, { minLength: 2, maxLength: 30 }), (events) => {
        const names = new Map<string, string>();
        for (const event of events) {
          const { source, id } = toCloudEvent(event);
          const name = JSON.stringify([source, id]);
          expect(names.get(name) ?? keyOf(event)).toBe(keyOf(event));
          names.set(name, keyOf(event));
        }
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('has no field in its data that a trigger mixes up with the message', () => {
    fc.assert(
      fc.property(eventArbitrary, (event) => {
        const names = Object.keys(toCloudEvent(event).data).map((name) => name.toLowerCase());
        expect(names.filter((name) => SYSTEM_PROPERTIES.includes(name))).toEqual([]);
      }),
      propertyRuns(50),
    );
  });

  it('is of a type that the topology knows for those it delivers', () => {
    const types = topology.subscriptions.flatMap(({ eventTypes }) => eventTypes);
    for (const type of types) {
      const isCatalog = type === 'shortlist.catalog.activated.v1';
      expect(fromCloudEvent({ ...toCloudEvent(isCatalog ? catalog : session), type }).outcome).toBe('event');
    }
  });
});

describe('what is no event of ours', () => {
  const { data, ...envelope } = toCloudEvent(session);
  it.each<[reason: string, value: unknown]>([
    ['it is no object', null],
    ['it is no object', 'text'],
    ['it is no object', [envelope]],
    ['it is no CloudEvent of version 1.0', {}],
    ['its type is not known', { ...envelope, type: 'shortlist.session.renamed.v1' }],
    ['its type is not known', { ...envelope, type: 'shortlist.session.started.v2' }],
    ['its type is not known', { ...envelope, type: 'shortlist.constructor.v1' }],
    ['its time is none', { ...envelope, time: 'then' }],
    ['its traceparent is not valid', { ...envelope, traceparent: undefined }],
    ['its data is no object', envelope],
    ['data.tenantId is no text', { ...envelope, data: { ...data, tenantId: 1 } }],
    ['data.catalogId is no text', { ...envelope, data: { ...data, catalogId: undefined } }],
    ['data.sequence is no count', { ...envelope, data: { ...data, sequence: '1' } }],
    ['data.version is no count', { ...envelope, data: { ...data, version: -1 } }],
    ['data.session is no text', { ...envelope, data: { ...data, session: undefined } }],
    ['data.activation is no count', { ...toCloudEvent(catalog), data }],
  ])('%s: %#', (reason, value) => {
    expect(fromCloudEvent(value)).toEqual({ outcome: 'malformed', reason });
  });

  it('never throws, whatever is received', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, field) => {
        fromCloudEvent(value);
        fromCloudEvent({ ...envelope, data: field });
        attemptOf(value);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('leaves alone what a later sender may add', () => {
    const more = { ...toCloudEvent(session), tracestate: 'a=b', data: { ...data, colour: 'red' } };
    expect(fromCloudEvent(asReceived(more))).toEqual({ outcome: 'event', event: session });
  });
});

describe('copies for later', () => {
  it('tell which copy they are, and are the same event', () => {
    const json = JSON.stringify(toCloudEvent(session));
    expect(attemptOf(JSON.parse(json))).toBe(0);
    const copy: unknown = JSON.parse(withAttempt(withAttempt(json, 1), 2));
    expect(attemptOf(copy)).toBe(2);
    expect(fromCloudEvent(copy)).toEqual({ outcome: 'event', event: session });
    expect(parseBatch(Buffer.from(JSON.stringify([copy])))).toHaveLength(1);
  });

  it.each([undefined, null, '2', -1, 1.5, {}])('an attempt of %p is none', (attempt) => {
    expect(attemptOf({ attempt })).toBe(0);
  });
});
