import { app } from '@azure/functions';
import { AppError } from '../../shared/domain/errors.ts';
import { activateVersion as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const activateVersion = createHandler(call, async ({ useCases, tenantId, parameters, timing }) => {
  const { catalogId, version } = parameters;
  if (!/^[1-9]\d{0,14}$/.test(version)) throw new AppError('version_not_found');
  return { body: await useCases.activateVersion({ tenantId, catalogId, version: Number(version), timing }) };
});

app.http(call.name, { ...toTrigger(call), handler: activateVersion });
