import { app } from '@azure/functions';
import { openImport as call } from './contract/imports.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { importLocation } from './pipeline/importLocation.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const openImport = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => {
  const { files, mapping } = body;
  const command = { tenantId, ...parameters, files, ...(mapping !== undefined && { mapping }), timing };
  const opened = await useCases.openImport(command);
  return { status: 201, body: opened, headers: importLocation(opened) };
});

app.http(call.name, { ...toTrigger(call), handler: openImport });
