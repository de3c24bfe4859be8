import { app } from '@azure/functions';
import { AppError } from '../../shared/domain/errors.ts';
import { activateVersion as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const activateVersion = createHandler(call, async ({ useCases, tenantId, parameters, repeatable, timing }) => {
  const { catalogId, version } = parameters;
  if (!/^[1-9]\d{0,14}$/.test(version)) throw new AppError('version_not_found');
  const command = { tenantId, catalogId, version: Number(version), ...repeatable, timing };
  return { body: await useCases.activateVersion(command) };
});

app.http(call.name, { ...toTrigger(call), handler: activateVersion });
