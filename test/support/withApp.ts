import { createApp, type App } from '../../shared/composition/createApp.ts';
import { readSettings } from '../../shared/config/readSettings.ts';
import { createLogger } from '../../shared/observability/logger.ts';

/** Runs the application on a data folder, silently and with the usual settings, as long as `use` takes. */
export async function withApp<T>(dataDir: string, use: (app: App) => Promise<T>): Promise<T> {
  const read = readSettings({ DATA_DIR: dataDir });
  if (read.outcome === 'faults') throw new Error(read.faults.map(({ message }) => message).join('\n'));
  const logger = createLogger({ format: 'plain', write: () => undefined, now: () => new Date() });
  const app = await createApp(read.settings, { logger });
  try {
    return await use(app);
  } finally {
    await app.dispose();
  }
}
