import { createSqliteDocumentStore } from '../../../shared/adapters/sqlite/sqliteDocumentStore.ts';
import { answeredCollection, partitionKey, type Answered, type WriterLine } from './answered.ts';
import { say } from './say.ts';

/**
 * A program of its own: `node sqliteWriters.ts <database file> <run>`. 16 writers create documents, add answers to them
 * and remove some; each line on standard output says what the store acknowledged. It ends when the store refuses.
 */
const WRITERS = 16;

const [, , path, run] = process.argv;
if (!path || !run) throw new Error('usage: node sqliteWriters.ts <database file> <run>');

const store = createSqliteDocumentStore({ path });
const documents = store.collection<Answered>(answeredCollection);
let refused = false;

// The first find by an index builds it, which needs a disk that still takes something.
await documents.find({ index: 'due', limit: 1 });

async function grow(id: string): Promise<void> {
  const key = { partitionKey, id };
  const answers = 1 + Math.floor(Math.random() * 20);
  let revision = '';
  let body: Answered = { version: 0, answer: '', journal: [] };
  for (let version = 1; version <= answers; version += 1) {
    const answer = `${id}@${version}:${'x'.repeat(Math.random() * 400)}`;
    body = { version, answer, journal: [...body.journal, answer], ...(version % 2 && { due: version }) };
    const result = await (version === 1 ? documents.create(key, body) : documents.replace(key, revision, body));
    if (!('revision' in result)) throw new Error(`${id}: ${result.outcome}`);
    revision = result.revision;
    say({ type: 'acknowledged', id, version, answer } satisfies WriterLine);
  }
  if (Math.random() < 0.2) {
    say({ type: 'removing', id } satisfies WriterLine);
    await documents.remove(key, revision);
    say({ type: 'removed', id } satisfies WriterLine);
  }
}

async function write(writer: number): Promise<void> {
  for (let count = 0; !refused; count += 1) {
    try {
      await grow(`${run}-${writer}-${count}`);
    } catch (error) {
      refused = true;
      say({ type: 'refused', code: (error as { code?: unknown }).code } satisfies WriterLine);
    }
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
const page = await documents.find({ index: 'due', limit: 5 });
for (const { id, body } of page.documents) say({ type: 'read', id, version: body.version } satisfies WriterLine);
await store.dispose();
