import type { CallDefinition } from './call.ts';
import * as catalogs from './catalogs.ts';
import * as imports from './imports.ts';
import * as manage from './manage.ts';
import { listDeadLetters, redriveDeadLetters } from './messages.ts';
import * as recommendations from './recommendations.ts';
import * as service from './service.ts';
import * as sessions from './sessions.ts';

/** Every call of the API, in the order `openapi.json` lists them. */
export const calls: readonly CallDefinition[] = [
  ...Object.values(catalogs),
  ...Object.values(sessions),
  ...Object.values(recommendations),
  ...Object.values(manage),
  listDeadLetters,
  redriveDeadLetters,
  ...Object.values(imports),
  ...Object.values(service),
];
