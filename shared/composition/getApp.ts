import { readSettings } from '../config/readSettings.ts';
import { createApp, type App, type AppSurroundings } from './createApp.ts';

let starting: Promise<App> | undefined;
let surroundings: AppSurroundings = {};

/** What a host brings along; for every start from now on. */
export function setSurroundings(given: AppSurroundings): void {
  surroundings = given;
}

/**
 * The application of this process, started at the first call. The environment is read then and not when the file is
 * loaded: a host may replace `process.env` after the process has started. A start that failed is tried again by the
 * next call, since a store may be back by then.
 */
export function getApp(): Promise<App> {
  starting ??= start().catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

/** Ends the application, if it was started; a later `getApp` starts a new one. */
export async function disposeApp(): Promise<void> {
  const running = starting;
  starting = undefined;
  if (running === undefined) return;
  const app = await running;
  await app.dispose();
}

async function start(): Promise<App> {
  const result = readSettings(process.env);
  if (result.outcome === 'settings') return createApp(result.settings, surroundings);
  throw new Error(`The settings have faults:\n${result.faults.map(({ message }) => `- ${message}`).join('\n')}`);
}
