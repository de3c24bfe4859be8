import fc from 'fast-check';
import { SESSION_NOTICES, type ShortlistEvent } from '../../../shared/domain/events/event.ts';
import { strangeTexts } from '../strangeTexts.ts';

const DELIMITED = [
  'a|b',
  'a:1',
  'a:1|b',
  'a%7Cb',
  '%',
  'recommendation:a',
  'recommendation',
  'a',
  'b',
  '1',
  ':',
  '|',
  'a:',
  '|b',
];

/** Ids as a catalogue may have them, and such as delimiters could confuse. */
export const anyIdArbitrary = fc.oneof(
  fc.constantFrom(...strangeTexts, ...DELIMITED),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 5 })
    .map((units) => String.fromCharCode(...units)),
);

const countArbitrary = fc.oneof(fc.nat(3), fc.maxSafeNat());
const hexArbitrary = (digits: number) =>
  fc
    .string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: digits, maxLength: digits })
    .filter((text) => !/^0+$/.test(text));
const common = {
  tenantId: anyIdArbitrary,
  catalogId: anyIdArbitrary,
  sequence: countArbitrary,
  version: countArbitrary,
  at: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
  traceparent: fc
    .tuple(hexArbitrary(32), hexArbitrary(16), fc.constantFrom('00', '01'))
    .map(([trace, span, flags]) => `00-${trace}-${span}-${flags}`),
};

export const eventArbitrary: fc.Arbitrary<ShortlistEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom(...SESSION_NOTICES), ...common, sessionId: anyIdArbitrary }),
  fc.record({ type: fc.constant('catalog.activated' as const), ...common, activation: countArbitrary }),
);
