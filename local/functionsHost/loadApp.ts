import Module, { createRequire } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, StartupError } from './errors.ts';

const CORE_MODULE = '@azure/functions-core';

/** The one function every `require` goes through. Node has no public way to answer a `require` with a live object. */
type LoadModule = (request: string, parent: unknown, isMain: boolean) => unknown;

function isPatchable(module: unknown): module is { _load: LoadModule } {
  return typeof module === 'function' && '_load' in module && typeof module._load === 'function';
}

function provideCoreModule(coreApi: object): void {
  const loader: unknown = Module;
  if (!isPatchable(loader)) throw new Error('this version of Node.js has no Module._load to supply a module through');
  const load = loader._load;
  loader._load = function loadOrProvide(request, parent, isMain) {
    return request === CORE_MODULE ? coreApi : load.call(this, request, parent, isMain);
  };
}

/**
 * Runs the entry file of an app, which registers its functions through `coreApi`.
 *
 * @throws {StartupError} when the file throws. The genuine worker says nothing then and serves no function at all.
 */
export async function loadApp(entry: string, coreApi: object): Promise<void> {
  provideCoreModule(coreApi);
  try {
    if (extname(entry) === '.cjs') createRequire(entry)(entry);
    else await import(pathToFileURL(entry).href);
  } catch (thrown) {
    throw new StartupError([`The app's entry file ${entry} failed: ${describe(thrown)}`], thrown);
  }
}
