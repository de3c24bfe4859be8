import { app } from '@azure/functions';
import { getDocs as call } from './contract/service.ts';
import { contentSecurityPolicy, page } from './docs/page.ts';
import { createPlainHandler } from './pipeline/createPlainHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getDocs = createPlainHandler(() => ({
  status: 200,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  },
  body: page,
}));

app.http(call.name, { ...toTrigger(call), handler: getDocs });
