import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { readCount, UsageError, type OptionValues } from '../support/options.ts';
import { showProgress } from '../support/report.ts';
import { createDefinition } from './catalog.ts';
import { createPlans } from './plans.ts';

const DEFAULT_SEED = 20_261_121;
const BUFFERED_CHARACTERS = 1 << 20;

export const help = `panel     Write the panel as a catalogue for an import (measures nothing)
          --plans N          default 10000
          --seed X           default ${DEFAULT_SEED}
          --out FILE         where to, as JSON`;

export const options = {
  plans: { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
} as const;

export const usesPeers = false;

export async function run(values: OptionValues): Promise<undefined> {
  if (values.out === undefined) throw new UsageError('panel needs --out FILE');
  const plans = readCount(values, 'plans', 10_000);
  await writePanel(values.out, readCount(values, 'seed', DEFAULT_SEED), plans);
  showProgress(`panel: ${plans} plans written to ${values.out}`);
}

/** Streams, so that a million plans need no more memory than a few. */
export async function writePanel(file: string, seed: number, plans: number): Promise<void> {
  const stream = createWriteStream(file);
  const done = finished(stream);
  const definition = JSON.stringify(createDefinition());
  let buffered = `${definition.slice(0, -1)},"plans":[\n`;
  let separator = '';
  for (const plan of createPlans(seed, plans)) {
    buffered += separator + JSON.stringify(plan);
    separator = ',\n';
    if (buffered.length < BUFFERED_CHARACTERS) continue;
    const isDrained = stream.write(buffered);
    buffered = '';
    if (!isDrained) await Promise.race([once(stream, 'drain'), done]);
  }
  stream.end(`${buffered}\n]}\n`);
  await done;
}
