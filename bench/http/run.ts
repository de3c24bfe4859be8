import { withTemporaryFolder } from '../support/cleanUp.ts';
import { readCount, UsageError, type OptionValues } from '../support/options.ts';
import { findTree, measureMemory } from '../support/processTree.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { runChild } from '../support/runChild.ts';
import { median, rounded } from '../support/statistics.ts';
import { HELLO_PATH, startBare, startHello, startShortlist, type Contender } from './contenders.ts';
import { JSON_HEADERS, type ClientResult, type ClientTask, type Load, type SessionAccess } from './load.ts';
import { countChanges, createSessions, createWorkload, SHORTLIST_PATH, type HttpWorkload } from './workload.ts';

const FULL = { rounds: 3, warmUpSeconds: 2, seconds: 6 };
const QUICK = { rounds: 1, warmUpSeconds: 1, seconds: 1 };
const CONNECTIONS = 32;
/** Enough that a session holds a few dozen changes at most, as real ones do, and never comes near its limit. */
const SESSIONS_PER_CONNECTION = 64;
const WARM_UP_SESSIONS_PER_CONNECTION = 16;

/** Each of our two is compared with a hello of its own request and response size. */
const CONTENDERS = ['bare', 'hello', 'shortlist', 'helloForSession', 'session'] as const;
type ContenderName = (typeof CONTENDERS)[number];

export const help = `http      Requests per second: bare node:http, a hello function, the stateless shortlist, a session response
          --connections C    default ${CONNECTIONS}
          --rounds R         default ${FULL.rounds}
          --seconds S        of each measurement, default ${FULL.seconds}
          --contenders a,b   of ${CONTENDERS.join()}; default all`;

export const options = {
  connections: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  contenders: { type: 'string' },
} as const;

interface Settings {
  connections: number;
  warmUpSeconds: number;
  seconds: number;
}

/** A contender's way through one round; the server is fresh each time. */
interface Plan {
  name: ContenderName;
  start: () => Promise<Contender>;
  /** What the client sends; the warm-up never touches what is measured. */
  prepare: (origin: string) => Promise<{ warmUp: Load; measured: Load; sessions?: SessionAccess[] }>;
}

interface Measurement extends ClientResult {
  memoryBytes: number | undefined;
  processes: number;
  /** Changes found in the store after the load, where it wrote any. */
  stored?: number;
}

export const usesPeers = true;

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const rounds = readCount(values, 'rounds', preset.rounds);
  const settings: Settings = {
    connections: readCount(values, 'connections', CONNECTIONS),
    warmUpSeconds: preset.warmUpSeconds,
    seconds: readCount(values, 'seconds', preset.seconds),
  };
  const wanted = readContenders(values.contenders);
  return withTemporaryFolder(async (dataFolder) => {
    const workload = await exploreWorkload(dataFolder);
    const plans = createPlans(workload, dataFolder, settings).filter(({ name }) => wanted.has(name));
    const measurements = new Map<ContenderName, Measurement[]>(plans.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const plan of round % 2 === 0 ? plans : plans.toReversed()) {
        showProgress(`http: round ${round + 1} of ${rounds}, ${plan.name}`);
        measurements.get(plan.name)!.push(await measure(plan, settings));
      }
    }
    return toReport(workload, measurements, { ...settings, rounds, quick });
  });
}

function readContenders(list: string | undefined): Set<ContenderName> {
  const names = list?.split(',') ?? CONTENDERS;
  return new Set(
    names.map((name) => {
      const found = CONTENDERS.find((contender) => contender === name);
      if (found === undefined) throw new UsageError(`no contender "${name}"; there are ${CONTENDERS.join(', ')}`);
      return found;
    }),
  );
}

/** Starts the app once on a new data folder, which also fills it. */
async function exploreWorkload(dataFolder: string): Promise<HttpWorkload> {
  showProgress('http: preparing the catalogue and the requests');
  const { origin, server } = await startShortlist(dataFolder);
  try {
    return await createWorkload(origin);
  } finally {
    await server.stop();
  }
}

function createPlans(workload: HttpWorkload, dataFolder: string, { connections }: Settings): Plan[] {
  const { bodies, changes, shortlistBytes, sessionBytes, tokenLength } = workload;
  const rotate = (path: string): Plan['prepare'] => {
    const load: Load = { kind: 'rotating', method: 'POST', path, headers: JSON_HEADERS, bodies };
    return () => Promise.resolve({ warmUp: load, measured: load });
  };
  const changeLoad: Load = {
    kind: 'rotating',
    method: 'PUT',
    path: HELLO_PATH,
    // As long as a real one, so that a request to hello weighs the same.
    headers: { ...JSON_HEADERS, authorization: `Bearer ${'x'.repeat(tokenLength)}` },
    bodies: changes.map(({ body }) => body),
  };
  return [
    { name: 'bare', start: () => startBare(shortlistBytes), prepare: rotate('/') },
    { name: 'hello', start: () => startHello(shortlistBytes), prepare: rotate(HELLO_PATH) },
    { name: 'shortlist', start: () => startShortlist(dataFolder), prepare: rotate(SHORTLIST_PATH) },
    {
      name: 'helloForSession',
      start: () => startHello(sessionBytes),
      prepare: () => Promise.resolve({ warmUp: changeLoad, measured: changeLoad }),
    },
    {
      name: 'session',
      start: () => startShortlist(dataFolder),
      prepare: async (origin) => {
        const warmUp = await createSessions(origin, connections * WARM_UP_SESSIONS_PER_CONNECTION);
        const sessions = await createSessions(origin, connections * SESSIONS_PER_CONNECTION);
        return {
          warmUp: { kind: 'sessions', sessions: warmUp, changes },
          measured: { kind: 'sessions', sessions, changes },
          sessions,
        };
      },
    },
  ];
}

async function measure(plan: Plan, { connections, warmUpSeconds, seconds }: Settings): Promise<Measurement> {
  const { origin, server } = await plan.start();
  try {
    const { warmUp, measured, sessions } = await plan.prepare(origin);
    const task: ClientTask = { url: origin, connections, warmUpSeconds, seconds, warmUp, measured };
    const result = await runChild<ClientResult>(new URL('./client.ts', import.meta.url), task);
    const memoryBytes = measureMemory(server.pid)?.pssBytes;
    const processes = process.platform === 'linux' ? findTree(server.pid).length : 1;
    return {
      ...result,
      memoryBytes,
      processes,
      ...(sessions === undefined ? {} : { stored: await countChanges(origin, sessions) }),
    };
  } finally {
    await server.stop();
  }
}

function toReport(
  workload: HttpWorkload,
  measurements: ReadonlyMap<ContenderName, Measurement[]>,
  settings: Settings & { rounds: number; quick: boolean },
): BenchReport {
  const rows = [...measurements].map(([name, list]) => toRow(name, list));
  const perSecond = (name: ContenderName): number | undefined => rows.find((row) => row.name === name)?.perSecond;
  const ratio = (label: string, name: ContenderName, peer: ContenderName): Record<string, number> => {
    const [ours, theirs] = [perSecond(name), perSecond(peer)];
    return ours === undefined || theirs === undefined ? {} : { [label]: rounded(ours / theirs) };
  };
  const all = [...measurements.values()].flat();
  return createReport('http', {
    parameters: {
      client:
        'autocannon, one process of its own, one thread, no pinning to a core, HTTP/1.1 keep-alive, no pipelining',
      connections: settings.connections,
      seconds: settings.seconds,
      warmUpSeconds: settings.warmUpSeconds,
      rounds: settings.rounds,
      serverProcesses: Object.fromEntries([...measurements].map(([name, [first]]) => [name, first!.processes])),
      method: 'a fresh server for each measurement, one at a time; order turns round each round; medians of the rounds',
      catalog: `ai-models, ${workload.plans} plans`,
      requests: `${workload.bodies.length} bodies of 2 to 6 answers in rotation`,
      sessions: `${settings.connections * SESSIONS_PER_CONNECTION} per measurement; every request changes the stored answer`,
      stores: 'sqlite and files in the temporary folder',
      responseBytes: { hello: workload.shortlistBytes, helloForSession: workload.sessionBytes },
      comparedWith: { shortlist: 'hello', session: 'helloForSession' },
      quick: settings.quick,
    },
    // Every answer a success, and every acknowledged change in the store.
    resultsEqual: all.every(
      ({ failed, answered, stored }) => failed === 0 && (stored === undefined || stored >= answered),
    ),
    results: rows,
    ratios: {
      ...ratio('helloOverBare', 'hello', 'bare'),
      ...ratio('shortlistOverHello', 'shortlist', 'hello'),
      ...ratio('sessionOverHello', 'session', 'helloForSession'),
    },
  });
}

function toRow(name: string, rounds: readonly Measurement[]): ResultRow {
  const perSecond = rounds.map((round) => round.perSecond);
  const memory = rounds.map(({ memoryBytes }) => memoryBytes).filter((bytes) => bytes !== undefined);
  return {
    name,
    p50Us: median(rounds.map(({ p50Us }) => p50Us)),
    p99Us: median(rounds.map(({ p99Us }) => p99Us)),
    perSecond: rounded(median(perSecond)),
    perSecondSpread: [rounded(Math.min(...perSecond)), rounded(Math.max(...perSecond))],
    clientBusy: rounded(median(rounds.map(({ clientBusy }) => clientBusy))),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    ...(memory.length === 0 ? {} : { memoryBytes: median(memory) }),
  };
}
