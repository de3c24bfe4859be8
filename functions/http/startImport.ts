import { app } from '@azure/functions';
import { startImport as call } from './contract/imports.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { importLocation } from './pipeline/importLocation.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const startImport = createHandler(call, async ({ useCases, tenantId, parameters, timing }) => {
  const started = await useCases.startImport({ tenantId, ...parameters, timing });
  // At once if it can; the timer is what makes sure.
  void useCases.continueImports();
  return { status: 202, body: started, headers: importLocation(started) };
});

app.http(call.name, { ...toTrigger(call), handler: startImport });
