import fc from 'fast-check';
import { partitionKeyOf } from '../../../shared/application/repositories/partitionKey.ts';

it('gives different parts different keys, whatever they hold', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '|', '\\', '%'), maxLength: 4 });
  fc.assert(
    fc.property(fc.tuple(part, part), fc.tuple(part, part), (one, other) => {
      const same = one[0] === other[0] && one[1] === other[1];
      expect(partitionKeyOf(...one) === partitionKeyOf(...other)).toBe(same);
    }),
    {
      numRuns: 2_000,
      examples: [
        [
          ['a|b', 'c'],
          ['a', 'b|c'],
        ],
        [
          ['a\\', 'b'],
          ['a', '\\b'],
        ],
        [
          ['a\\|b', ''],
          ['a\\', 'b|'],
        ],
      ],
    },
  );
});
