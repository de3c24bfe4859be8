import { app } from '@azure/functions';
import { addImportPart as call } from './contract/imports.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const addImportPart = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => {
  const { catalogId, importId, fileName, part } = parameters;
  // What is no whole number becomes NaN, which the use case refuses with the range it takes.
  const number = /^\d+$/.test(part) ? Number(part) : NaN;
  await useCases.addImportPart({ tenantId, catalogId, importId, file: fileName, part: number, bytes: body, timing });
  return { status: 204 };
});

app.http(call.name, { ...toTrigger(call), handler: addImportPart });
