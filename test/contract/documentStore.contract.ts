import type { DocumentStore } from '../../shared/ports/documentStore.ts';
import { createManualClock, createRealClock, type TestClock } from '../support/testClock.ts';
import { describeConcurrency } from './documentStore/concurrency.ts';
import { describeExpiry } from './documentStore/expiry.ts';
import { describeFind } from './documentStore/find.ts';
import { describeKeysAndBodies } from './documentStore/keysAndBodies.ts';
import { describeModel } from './documentStore/model.ts';
import { describeOneDocument } from './documentStore/oneDocument.ts';
import { newKey, sampleCollection, type ContractContext, type Sample } from './documentStore/samples.ts';

export interface DocumentStoreContract {
  name: string;
  /** A new, empty place for documents. */
  createPlace(): DocumentPlace | Promise<DocumentPlace>;
  /** Whether a store opened again at the same place finds what the one before wrote. */
  persists: boolean;
  /** `real` where a service keeps the time itself, so that tests have to wait for it. */
  time: 'manual' | 'real';
}

export interface DocumentPlace {
  open(clock: TestClock): DocumentStore | Promise<DocumentStore>;
  remove(): void | Promise<void>;
}

/** What every document store promises. A new adapter needs a `DocumentStoreContract` and nothing else. */
export function describeDocumentStoreContract(contract: DocumentStoreContract): void {
  describe(`${contract.name} document store`, () => {
    const context = {} as ContractContext;
    let place: DocumentPlace;
    let store: DocumentStore;

    beforeAll(async () => {
      context.clock = contract.time === 'manual' ? createManualClock() : createRealClock();
      place = await contract.createPlace();
      store = await place.open(context.clock);
      context.documents = store.collection<Sample>(sampleCollection);
    });

    afterAll(async () => {
      await store.dispose();
      await place.remove();
    });

    describe('one document', () => describeOneDocument(context));
    describe('keys and bodies', () => describeKeysAndBodies(context));
    describe('expiry', () => describeExpiry(context));
    describe('concurrent writers', () => describeConcurrency(context));
    describe('find', () => describeFind(context));
    describe('against a plain model', () => describeModel(context, contract.time));

    it('gives the same documents for the same definition and refuses another one for the name', async () => {
      const key = newKey();
      await context.documents.create(key, { scope: key.id });
      expect(await store.collection<Sample>(structuredClone(sampleCollection)).get(key)).toMatchObject({
        body: { scope: key.id },
      });
      expect(() => store.collection({ ...sampleCollection, indexes: {} })).toThrow(RangeError);
    });

    it('describes itself', async () => {
      expect(typeof (await store.describe()).adapter).toBe('string');
    });

    it('finishes what was asked for, closes once, and then is unavailable', async () => {
      const ownPlace = await contract.createPlace();
      const own = await ownPlace.open(context.clock);
      const documents = own.collection<Sample>(sampleCollection);
      const key = newKey();
      const pending = documents.create(key, { scope: 'pending' });
      await own.dispose();
      expect(await pending).toMatchObject({ outcome: 'created' });
      await own.dispose();

      const unavailable = { name: 'AppError', code: 'store_unavailable' };
      await expect(documents.get(key)).rejects.toMatchObject(unavailable);
      await expect(documents.create(newKey(), { scope: '' })).rejects.toMatchObject(unavailable);
      await expect(documents.find({ index: 'byRank', limit: 1 })).rejects.toMatchObject(unavailable);
      await expect(own.describe()).rejects.toMatchObject(unavailable);

      if (contract.persists) {
        const reopened = await ownPlace.open(context.clock);
        const found = await reopened.collection<Sample>(sampleCollection).get(key);
        expect(found?.body).toEqual({ scope: 'pending' });
        await reopened.dispose();
      }
      await ownPlace.remove();
    });
  });
}
