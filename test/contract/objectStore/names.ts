import fc from 'fast-check';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { strangeTexts } from '../../support/strangeTexts.ts';
import type { ObjectContext } from '../objectStore.contract.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

export function describeNames(context: ObjectContext): void {
  it('are told apart by every code unit, as the last segment or another', async () => {
    const { objects, newName } = context;
    const [scope] = newName();
    const names = strangeTexts.flatMap((text) => [
      [scope!, text],
      [scope!, text, 'x'],
    ]);
    for (const name of names) expect(await objects.put(name, bytesOf(JSON.stringify(name)))).toBe('stored');
    for (const name of names) expect(await objects.get(name)).toEqual(bytesOf(JSON.stringify(name)));
    for (const name of names) expect(await objects.remove(name)).toBe('removed');
  });

  it('are segments, not a joined text', async () => {
    const { objects, newName } = context;
    const [scope] = newName();
    const names = [
      [scope!, 'a', 'b', 'c'],
      [scope!, 'a/b', 'c'],
      [scope!, 'a', 'b/c'],
      [scope!, 'a,b', 'c'],
      [scope!, 'a', 'b'],
      [scope!, 'a'],
      [scope!],
    ];
    for (const name of names) expect(await objects.put(name, bytesOf(name.join('+')))).toBe('stored');
    for (const name of names) expect(await objects.get(name)).toEqual(bytesOf(name.join('+')));
  });

  it('never meet, whatever they are made of', async () => {
    const { objects, newName } = context;
    const character = fc.oneof(
      fc.constantFrom('a', 'A', '.', '/', '\\', '%', '~', ':', '2', 'e', 'u', '-', ' ', '\u0000'),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    );
    const segment = fc.oneof(
      fc.array(character, { minLength: 1, maxLength: 6 }).map((characters) => characters.join('')),
      fc.tuple(character, fc.integer({ min: 90, max: 200 })).map(([one, length]) => one.repeat(length)),
    );
    const names = fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 3 }), {
      maxLength: 5,
      selector: (name) => JSON.stringify(name),
    });
    const property = fc.asyncProperty(names, async (tails) => {
      const [scope] = newName();
      const all = tails.map((tail) => [scope!, ...tail]);
      for (const name of all) expect(await objects.put(name, bytesOf(JSON.stringify(name)))).toBe('stored');
      for (const name of all) expect(await objects.get(name)).toEqual(bytesOf(JSON.stringify(name)));
    });
    await fc.assert(property, propertyRuns(40));
  });

  it('without segments, or with empty, too many or too long ones, cannot be put and are missing', async () => {
    const { objects, newName } = context;
    const wrong = [
      [],
      [''],
      newName(''),
      newName('a', '', 'b'),
      newName('x'.repeat(201)),
      newName(...Array.from({ length: 8 }, () => 'x')),
    ];
    for (const name of wrong) {
      await expect(objects.put(name, bytesOf('x'))).rejects.toThrow(RangeError);
      expect(await objects.get(name)).toBeUndefined();
      expect(await objects.getRange(name, 0, 1)).toBeUndefined();
      expect(await objects.remove(name)).toBe('missing');
    }
  });

  it('may have as many and as long segments as the port says', async () => {
    const { objects, newName } = context;
    const name = newName(...Array.from({ length: 7 }, () => 'Ω'.repeat(200)));
    expect(await objects.put(name, bytesOf('x'))).toBe('stored');
    expect(await objects.get(name)).toEqual(bytesOf('x'));
  });
}
