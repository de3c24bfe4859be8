import { app } from '@azure/functions';
import { getApp } from '../../shared/composition/getApp.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { methodsOf } from './contract/methodsOf.ts';
import { answerPreflight } from './pipeline/cors.ts';
import { toProblem } from './pipeline/problem.ts';
import { createPlainHandler } from './pipeline/createPlainHandler.ts';

/**
 * Takes what no other function took. Functions are tried in the order of their names, so this one has to stay the last:
 * the local host refuses to start otherwise.
 */
export const unknownRoute = createPlainHandler(async (request) => {
  const methods = methodsOf(request.params.path ?? '');
  if (methods.length === 0) return toProblem(new AppError('not_found'));
  if (request.method === 'OPTIONS') return answerPreflight((await getApp()).access, request, methods);
  const detail = `This address takes ${methods.join(', ')}.`;
  const problem = toProblem(new AppError('method_not_allowed', { detail }));
  return { ...problem, headers: { ...problem.headers, Allow: methods.join(', ') } };
});

app.http('unknownRoute', {
  route: '{*path}',
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  authLevel: 'anonymous',
  handler: unknownRoute,
});
