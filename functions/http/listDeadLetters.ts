import { app } from '@azure/functions';
import { listDeadLetters as call } from './contract/messages.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

const DEFAULT_LIMIT = 100;

export const listDeadLetters = createHandler(call, async ({ useCases, query: { limit = DEFAULT_LIMIT } }) => ({
  body: await useCases.listDeadLetters({ limit }),
}));

app.http(call.name, { ...toTrigger(call), handler: listDeadLetters });
