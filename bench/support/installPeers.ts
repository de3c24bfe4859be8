import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { showProgress } from './report.ts';

const benchFolder = dirname(import.meta.dirname);
const modulesFolder = join(benchFolder, 'node_modules');

/**
 * Installs the peers of bench/package.json the first time, and again when the lock file or Node has changed. One of them
 * is native and is compiled on the spot, because no prebuilt binary can be counted on.
 */
export async function installPeers(): Promise<void> {
  if ((await matchesLockFile()) && (await hasNativeModule())) return;
  showProgress('bench: installing the peers once (npm ci in bench/; one of them is compiled, a minute at most)');
  await runNpm(['ci', '--prefix', benchFolder, '--no-audit', '--no-fund']);
  if (!(await hasNativeModule())) throw new Error('bench: the native module of "roaring" was not built; see above');
}

interface LockFile {
  packages: Record<string, { version: string; optional?: boolean }>;
}

const readLockFile = async (path: string): Promise<LockFile> => JSON.parse(await readFile(path, 'utf8')) as LockFile;

/** npm leaves a copy of the lock file beside what it installed. */
async function matchesLockFile(): Promise<boolean> {
  const copy = join(modulesFolder, '.package-lock.json');
  if (!existsSync(copy)) return false;
  const wanted = await readLockFile(join(benchFolder, 'package-lock.json'));
  const installed = await readLockFile(copy);
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed.packages[path]?.version === version,
  );
}

/** Whether `roaring` was built for the Node that runs now. */
async function hasNativeModule(): Promise<boolean> {
  const folder = join(modulesFolder, 'roaring', 'native');
  if (!existsSync(folder)) return false;
  const wanted = `node-v${process.versions.modules}-${process.platform}-${process.arch}`;
  return (await readdir(folder)).some((name) => name.includes(wanted));
}

function runNpm(args: readonly string[]): Promise<void> {
  const nodeFolder = dirname(process.execPath);
  const prefix = dirname(nodeFolder);
  const environment = {
    ...process.env,
    PATH: `${nodeFolder}${delimiter}${process.env.PATH ?? ''}`,
    npm_config_build_from_source: 'true',
    // Headers of the Node that will load the module: built against others it does not register itself.
    ...(existsSync(join(prefix, 'include', 'node', 'node_version.h')) ? { npm_config_nodedir: prefix } : {}),
  };
  // Within `npm run` this is the npm that runs us; on Windows a plain "npm" could not be spawned.
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], { cwd: benchFolder, env: environment, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`bench: npm ${args.join(' ')} ended with code ${String(code)}`));
    });
  });
}
