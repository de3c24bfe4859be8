import type { HttpHandler, HttpRequest } from '@azure/functions';
import { withoutBodyForHead, type HandlerResponse } from './handlerResponse.ts';
import { toFailure } from './toFailure.ts';

/** A handler for a call that needs nothing of the application. */
export function createPlainHandler(
  answer: (request: HttpRequest) => HandlerResponse | Promise<HandlerResponse>,
): HttpHandler {
  return async function handle(request, context) {
    try {
      return withoutBodyForHead(request, await answer(request));
    } catch (error) {
      return toFailure(error, context);
    }
  };
}
