import fc from 'fast-check';
import { createNumberSet } from '../../../shared/domain/catalog/numberSet.ts';
import { createGrowingStrings, findString, stringAt } from '../../../shared/domain/engine/stringPool.ts';
import { createGrowingArray, createGrowingCodes } from '../../../shared/domain/growingArray.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';
import { strangeTexts } from '../../support/strangeTexts.ts';

/** Around the places where codes take a byte more. */
const codeArbitrary = fc.oneof(
  fc.nat(0xffffffff),
  fc.constantFrom(0, 0xff, 0x100, 0xffff, 0x10000, 0xffffffff),
  fc.nat(5),
);
const textArbitrary = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('', ...strangeTexts));

describe('what an import collects', () => {
  it('gives codes back as they came, in as few bytes as the largest needs', () => {
    fc.assert(
      fc.property(fc.array(codeArbitrary, { size: 'large' }), (codes) => {
        const collected = createGrowingCodes();
        for (const code of codes) collected.push(code);
        const view = collected.view();
        expect([...view]).toEqual(codes);
        const largest = Math.max(0, ...codes);
        expect(view.BYTES_PER_ELEMENT).toBe(largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('can be cleared and filled again', () => {
    const collected = createGrowingArray(Float64Array);
    for (let i = 0; i < 3_000; i++) collected.push(i / 2);
    collected.clear();
    expect([...collected.view()]).toEqual([]);
    collected.push(0.5);
    expect([...collected.view()]).toEqual([0.5]);
  });

  it('orders, picks and finds texts as ordinary strings are', () => {
    fc.assert(
      fc.property(fc.array(textArbitrary, { maxLength: 40 }), (texts) => {
        const collected = createGrowingStrings();
        for (const text of texts) collected.push(text);
        const order = [...texts.keys()].sort(collected.compare);
        const sorted = [...texts].sort();
        const pool = collected.pool(order);
        expect(order.map((_, index) => stringAt(pool, index))).toEqual(sorted);
        for (const text of texts) expect(sorted[findString(pool, text)]).toBe(text);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('knows which numbers were there before', () => {
    const numbers = fc.array(fc.oneof(fc.nat(20), fc.maxSafeNat()), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, (all) => {
        const taken = createNumberSet(all.length);
        expect(all.map((number) => taken.add(number))).toEqual(all.map((number, at) => all.indexOf(number) === at));
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
