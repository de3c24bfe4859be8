import { app } from '@azure/functions';
import { PROMETHEUS_TYPE } from '../../shared/observability/prometheusText.ts';
import { getApp } from '../../shared/composition/getApp.ts';
import { getMetrics as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getMetrics = createHandler(call, async () => {
  const { metrics } = await getApp();
  return { text: { type: PROMETHEUS_TYPE, value: metrics.toPrometheusText() } };
});

app.http(call.name, { ...toTrigger(call), handler: getMetrics });
