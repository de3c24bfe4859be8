import { bodyOf } from '../../support/catalogBody.ts';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../../shared/composition/createApp.ts';
import { createDisposers } from '../../../shared/composition/disposers.ts';
import { disposeApp, getApp, setSurroundings } from '../../../shared/composition/getApp.ts';
import { generateKeys, openKeyFile } from '../../../shared/composition/keyFile.ts';
import { readSettings } from '../../../shared/config/readSettings.ts';
import type { Environment } from '../../../shared/config/settingReader.ts';
import type { Responses } from '../../../shared/domain/engine/schema.ts';
import type { Logger } from '../../../shared/observability/logger.ts';
import { smallCatalog } from './harness.ts';
import { createObservedStore, type ObservedStore } from './observedStore.ts';

let folder: string;
let lines: string[];
const logger: Logger = {
  debug: () => undefined,
  info: (message) => void lines.push(message),
  warn: (message) => void lines.push(message),
  error: (message) => void lines.push(message),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shortlist-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

function start(environment: Environment = {}): Promise<App> {
  const result = readSettings({ DATA_DIR: join(folder, 'data'), ...environment });
  if (result.outcome === 'faults') throw new Error(JSON.stringify(result.faults));
  return createApp(result.settings, { logger });
}

async function withApp<T>(environment: Environment, use: (app: App) => Promise<T>): Promise<T> {
  const app = await start(environment);
  try {
    return await use(app);
  } finally {
    await app.dispose();
  }
}

const address = { tenantId: 'default', catalogId: 'small' };

describe('the application on embedded stores', () => {
  it('finds catalogues, sessions, tokens and the administrator again after a restart', async () => {
    const started = await withApp({}, async ({ useCases }) => {
      await useCases.importCatalog({ ...address, body: bodyOf(smallCatalog()) });
      const responses = JSON.parse('{"network": "A", "__proto__": "odd"}') as Responses;
      return useCases.startSession({ ...address, responses });
    });
    const [told] = lines;
    expect(told).toContain('keys.json');
    const adminKey = told!.split(': ').at(-1)!;
    const { sessionId, token } = started;

    await withApp({}, async ({ useCases, access }) => {
      const grant = await access.verifySession({ authorization: `Bearer ${token}`, sessionId, scope: 'rw' });
      const session = await useCases.getSession(grant);
      expect(session.version).toBe(2);
      expect(JSON.stringify(session.responses)).toBe('{"network":"A","__proto__":"odd"}');
      const recorded = await useCases.recordResponses({ ...grant, changes: { network: 'B' } });
      expect(recorded).toMatchObject({ version: 3, shortlist: { total: 1 } });
      const request = { authorization: `Bearer ${adminKey}`, tenantKey: undefined, role: 'Catalog.Admin' as const };
      expect(await access.verifyAdministrator(request)).toEqual({ tenantId: 'default' });
    });
    expect(lines.filter((line) => line.includes('keys.json'))).toEqual([told]);
  });

  it('says how safely it writes', async () => {
    const health = await withApp({}, ({ useCases }) => useCases.checkHealth());
    expect(health).toMatchObject({
      ready: true,
      checks: { documents: { adapter: 'sqlite', synchronous: 'FULL' }, objects: { adapter: 'file' } },
    });
  });

  it('does not start on a folder in use, and leaves it to its owner', async () => {
    await withApp({}, async ({ useCases }) => {
      await expect(start()).rejects.toMatchObject({ code: 'store_unavailable' });
      expect((await useCases.checkHealth()).ready).toBe(true);
    });
  });

  it('releases the first store when the second does not open', async () => {
    await withApp({}, () => Promise.resolve());
    const data = join(folder, 'data');
    await writeFile(join(data, 'keys.json'), '{"adminKey": "x"}');
    await expect(start()).rejects.toThrow('keys.json');
    await rm(join(data, 'keys.json'));
    await withApp({}, async ({ useCases }) => expect((await useCases.checkHealth()).ready).toBe(true));
  });
});

describe('the application in memory', () => {
  const inMemory = { DOCUMENT_STORE: 'memory', OBJECT_STORE: 'memory' };

  it('touches no file and tells its administrator key', async () => {
    await withApp(inMemory, async ({ useCases }) => {
      await useCases.importCatalog({ ...address, body: bodyOf(smallCatalog()) });
      expect((await useCases.getShortlist({ ...address, request: {} })).total).toBe(3);
    });
    expect(await readdir(folder)).toEqual([]);
    expect(lines).toEqual([expect.stringContaining('until this process ends')]);
  });

  it('tells no key that it was given', async () => {
    await withApp({ ...inMemory, ADMIN_KEY: 'a-key-of-its-owner' }, async ({ access }) => {
      const request = { authorization: undefined, functionsKey: 'a-key-of-its-owner', tenantKey: undefined };
      expect(await access.verifyAdministrator({ ...request, role: 'Operations.Admin' })).toEqual({
        tenantId: 'default',
      });
    });
    expect(lines).toEqual([]);
  });
});

describe('the application of the process', () => {
  const names = ['DOCUMENT_STORE', 'OBJECT_STORE', 'ADMIN_KEY'];
  const before = new Map(names.map((name) => [name, process.env[name]]));
  afterEach(async () => {
    await disposeApp();
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it('is started once, from the environment at that time, and again after its end', async () => {
    Object.assign(process.env, { DOCUMENT_STORE: 'nonsense', OBJECT_STORE: 'nonsense' });
    await expect(getApp()).rejects.toThrow(/DOCUMENT_STORE[^]*OBJECT_STORE/);
    Object.assign(process.env, { DOCUMENT_STORE: 'memory', OBJECT_STORE: 'memory', ADMIN_KEY: 'a-key-of-its-owner' });
    const [one, other] = await Promise.all([getApp(), getApp()]);
    expect(other).toBe(one);
    await disposeApp();
    await disposeApp();
    expect(await getApp()).not.toBe(one);
  });

  it('stands on what its host puts between it and what was opened', async () => {
    Object.assign(process.env, { DOCUMENT_STORE: 'memory', OBJECT_STORE: 'memory', ADMIN_KEY: 'a-key-of-its-owner' });
    const stores: ObservedStore[] = [];
    const watched: string[] = [];
    setSurroundings({
      logger,
      watch: {
        documents: (opened) => (stores[stores.length] = createObservedStore(opened)),
        cache: (opened) => Object.assign(opened, { dispose: () => Promise.resolve(void watched.push('cache')) }),
        publisher: (opened) => opened,
      },
    });
    try {
      const { useCases } = await getApp();
      await expect(useCases.getCatalog({ tenantId: 'default', catalogId: 'none' })).rejects.toThrow(
        'No such catalogue',
      );
      expect(stores.map(({ counts }) => counts)).toEqual([expect.objectContaining({ 'activations.get': 1 })]);
    } finally {
      await disposeApp();
      setSurroundings({});
    }
    expect(watched).toEqual(['cache']);
  });
});

describe('the key file', () => {
  it('is readable by its owner only and the same for all who come first', async () => {
    const data = join(folder, 'a', 'b');
    const opened = await Promise.all(Array.from({ length: 5 }, () => openKeyFile(data)));
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    for (const { keys } of opened) expect(keys).toEqual(opened[0]!.keys);
    expect(await openKeyFile(data)).toMatchObject({ created: false, keys: opened[0]!.keys });
    expect(await readdir(data)).toEqual(['keys.json']);
    const { mode } = await stat(join(data, 'keys.json'));
    // Windows has no such modes.
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(join(data, 'keys.json'), 'utf8'))).toHaveProperty('adminKey');
  });

  it('holds keys long enough, other ones each time', () => {
    const made = [generateKeys(), generateKeys()];
    for (const { sessionTokenKeys, adminKey } of made) {
      expect(sessionTokenKeys[0].secret).toHaveLength(32);
      expect(adminKey.length).toBeGreaterThanOrEqual(32);
    }
    expect(made[0]).not.toEqual(made[1]);
  });

  it.each(['', 'nonsense', '[]', 'null', '{"sessionTokenKeys": "k:short", "adminKey": "x"}'])(
    'with %j in it is refused by name, and left alone',
    async (text) => {
      const path = join(folder, 'keys.json');
      await writeFile(path, text);
      await expect(openKeyFile(folder)).rejects.toThrow(path);
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});

describe('disposers', () => {
  it('run once, the latest first, also when some fail', async () => {
    const done: string[] = [];
    const disposers = createDisposers();
    disposers.add(() => void done.push('first'));
    disposers.add(() => {
      throw new Error('second');
    });
    disposers.add(() => Promise.reject(new Error('third')));
    disposers.add(() => void done.push('fourth'));
    const failure = await disposers.disposeAll().catch((error: unknown) => error);
    expect(done).toEqual(['fourth', 'first']);
    expect((failure as AggregateError).errors.map(String)).toEqual(['Error: third', 'Error: second']);
    await disposers.disposeAll();
    expect(done).toEqual(['fourth', 'first']);
  });
});
