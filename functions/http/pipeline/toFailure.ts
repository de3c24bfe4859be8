import type { InvocationContext } from '@azure/functions';
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/domain/errors.ts';
import { toProblem } from './problem.ts';
import type { HandlerResponse } from './handlerResponse.ts';

/**
 * Turns whatever goes wrong into problem+json: what a handler throws, the platform answers with an empty 500. What is
 * not an AppError is a mistake of ours: the caller gets the id it is logged under and nothing else.
 */
export function toFailure(error: unknown, context: InvocationContext): HandlerResponse {
  if (error instanceof AppError && error.category !== 'internal') return toProblem(error);
  const instance = `urn:uuid:${randomUUID()}`;
  context.error(`${context.functionName} failed (${instance})`, error);
  return toProblem(new AppError('internal'), { instance });
}
