import { app } from '@azure/functions';
import { getApp } from '../../shared/composition/getApp.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { getReadiness as call } from './contract/service.ts';
import { toProblem } from './pipeline/problem.ts';
import { createPlainHandler } from './pipeline/createPlainHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getReadiness = createPlainHandler(async () => {
  const { useCases } = await getApp();
  const health = await useCases.checkHealth();
  if (!health.ready) return toProblem(new AppError('starting'), { checks: health.checks });
  const headers = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' };
  return { status: 200, headers, body: JSON.stringify(health) };
});

app.http(call.name, { ...toTrigger(call), handler: getReadiness });
