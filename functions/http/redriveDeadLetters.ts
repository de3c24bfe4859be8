import { app } from '@azure/functions';
import { redriveDeadLetters as call } from './contract/messages.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

const DEFAULT_LIMIT = 1_000;

export const redriveDeadLetters = createHandler(
  call,
  async ({ useCases, body: { limit = DEFAULT_LIMIT, ...command } }) => ({
    body: await useCases.redriveDeadLetters({ ...command, limit }),
  }),
);

app.http(call.name, { ...toTrigger(call), handler: redriveDeadLetters });
