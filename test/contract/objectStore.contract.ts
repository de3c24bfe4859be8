import { randomUUID } from 'node:crypto';
import type { ObjectName, ObjectStore } from '../../shared/ports/objectStore.ts';
import { describeBytes } from './objectStore/bytes.ts';
import { describeNames } from './objectStore/names.ts';

export interface ObjectStoreContract {
  name: string;
  /** A new, empty place for objects. */
  createPlace(): ObjectPlace | Promise<ObjectPlace>;
  /** Whether a store opened again at the same place finds what the one before stored. */
  persists: boolean;
}

export interface ObjectPlace {
  open(): ObjectStore | Promise<ObjectStore>;
  remove(): void | Promise<void>;
}

export interface ObjectContext {
  objects: ObjectStore;
  /** A name that nothing has, with these segments at its end. */
  newName: (...segments: string[]) => ObjectName;
}

/** What every object store promises. A new adapter needs an `ObjectStoreContract` and nothing else. */
export function describeObjectStoreContract(contract: ObjectStoreContract): void {
  describe(`${contract.name} object store`, () => {
    const context = {} as ObjectContext;
    let place: ObjectPlace;

    beforeAll(async () => {
      context.newName = (...segments) => [randomUUID(), ...segments];
      place = await contract.createPlace();
      context.objects = await place.open();
    });

    afterAll(async () => {
      await context.objects.dispose();
      await place.remove();
    });

    describe('bytes', () => describeBytes(context));
    describe('names', () => describeNames(context));

    it('describes itself', async () => {
      expect(typeof (await context.objects.describe()).adapter).toBe('string');
    });

    it('closes once, and then is unavailable', async () => {
      const ownPlace = await contract.createPlace();
      const own = await ownPlace.open();
      const name = context.newName('kept');
      await own.put(name, new Uint8Array([1, 2, 3]));
      await own.dispose();
      await own.dispose();

      const unavailable = { name: 'AppError', code: 'store_unavailable' };
      await expect(own.put(context.newName(), new Uint8Array())).rejects.toMatchObject(unavailable);
      await expect(own.get(name)).rejects.toMatchObject(unavailable);
      await expect(own.getRange(name, 0, 1)).rejects.toMatchObject(unavailable);
      await expect(own.remove(name)).rejects.toMatchObject(unavailable);
      await expect(own.describe()).rejects.toMatchObject(unavailable);

      if (contract.persists) {
        const reopened = await ownPlace.open();
        expect(await reopened.get(name)).toEqual(new Uint8Array([1, 2, 3]));
        expect(await reopened.put(name, new Uint8Array())).toBe('exists');
        await reopened.dispose();
      }
      await ownPlace.remove();
    });
  });
}
