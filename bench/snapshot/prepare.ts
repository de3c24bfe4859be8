import { toBuiltVersion } from '../../shared/application/importing/buildCatalog.ts';
import { openCatalogImport } from '../../shared/composition/openCatalogImport.ts';
import { compilePanel } from '../engine/engines/shortlist.ts';
import { createPlans } from '../panel/plans.ts';
import { createSessionSource } from '../panel/sessions.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { ADDRESS, answerText, STORES, STREAM } from './stores.ts';

/** Compiles the panel of each seed and stores them as versions of one catalogue, the first of them active. */
export interface PrepareTask {
  dataDir: string;
  plans: number;
  seeds: number[];
}

export interface PrepareResult {
  /** By version: bytes of the compiled arrays, and its answer to the first session. */
  indexBytes: number[];
  answers: string[];
}

const task = (await readTask()) as PrepareTask;
const result: PrepareResult = { indexBytes: [], answers: [] };
const catalogs = await openCatalogImport({ dataDir: task.dataDir, ...STORES });
for (const seed of task.seeds) {
  const compiled = compilePanel(createPlans(seed, task.plans));
  await catalogs.storeCatalogVersion({ ...ADDRESS, built: toBuiltVersion(compiled) });
  result.indexBytes.push(compiled.byteLength);
  const { responses } = createSessionSource(seed, task.plans).satisfiable(STREAM.first, 0);
  result.answers.push(answerText(compiled, responses));
}
await catalogs.dispose();
sendResult(result);
