import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** A response whose headers can still be added to. */
export interface HandlerResponse extends HttpResponseInit {
  status: number;
  headers: Record<string, string>;
}

/** HEAD is GET without the body. */
export function withoutBodyForHead(request: HttpRequest, response: HandlerResponse): HandlerResponse {
  return request.method === 'HEAD' ? { status: response.status, headers: response.headers } : response;
}
