import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RegisteredFunction } from '../appRegistry.ts';
import { messageOf } from '../startupError.ts';
import type { HostServices, TriggerListener } from '../triggerListener.ts';
import { declaredBodyLength, MAX_BODY_BYTES, readBody } from './readBody.ts';
import { toRequestData } from './requestData.ts';
import { parseRequestPath } from './requestPath.ts';
import { findRouteConflicts } from './routeConflicts.ts';
import { createRouter, type AuthLevel, type HttpRoute } from './router.ts';
import { parseRouteTemplate } from './routeTemplate.ts';
import { writeResponse, writeStatus } from './writeResponse.ts';

export interface HttpTrigger extends TriggerListener {
  /** Answers a request; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, target: { path: string; query: string }): Promise<void>;
}

/** The platform keeps these for itself, whatever the prefix, and compares them as plain text. */
const reservedBeginnings = ['admin', 'runtime'];
const authLevels: ReadonlySet<unknown> = new Set(['anonymous', 'function', 'admin']);

function isAuthLevel(level: unknown): level is AuthLevel {
  return authLevels.has(level);
}

function toRoute(fn: RegisteredFunction, prefix: string): HttpRoute | { faults: string[] } {
  const { route, methods, authLevel = 'anonymous' } = fn.trigger;
  const faults: string[] = [];
  const template = typeof route === 'string' && route.trim() !== '' ? route : fn.name;
  if (reservedBeginnings.some((reserved) => template.toLowerCase().startsWith(reserved))) {
    faults.push(`The route "${template}" of "${fn.name}" begins with "admin" or "runtime", which are reserved.`);
  }
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every((method) => typeof method === 'string')) {
    faults.push(`The function "${fn.name}" must list its methods.`);
  }
  if (!isAuthLevel(authLevel)) faults.push(`The function "${fn.name}" has an authLevel that is not known.`);
  if (fn.metadata.retryOptions) {
    faults.push(`The function "${fn.name}" has a retry policy, which the platform ignores on an HTTP trigger.`);
  }
  try {
    const segments = parseRouteTemplate(prefix === '' ? template : `${prefix}/${template}`);
    if (faults.length === 0 && isAuthLevel(authLevel)) {
      return { fn, template, segments, authLevel, methods: (methods as string[]).map((method) => method.toUpperCase()) };
    }
  } catch (thrown) {
    faults.push(`The route "${template}" of "${fn.name}" is not valid: ${messageOf(thrown)}.`);
  }
  return { faults };
}

/** A host header that could be part of a URL; the last good one is remembered, as callers repeat themselves. */
function createOriginReader(): (host: string | undefined) => string | undefined {
  let last: { host: string; origin: string } | undefined;
  return (host = 'localhost') => {
    if (last?.host === host) return last.origin;
    const origin = `http://${host}`;
    if (!/^[a-z0-9.\-_:[\]]+$/i.test(host) || !URL.canParse(origin)) return undefined;
    last = { host, origin };
    return origin;
  };
}

export function createHttpTrigger(functions: readonly RegisteredFunction[], services: HostServices): HttpTrigger {
  const { invoker, keys, log, config } = services;
  const routes: HttpRoute[] = [];
  const faults: string[] = [];
  for (const fn of functions) {
    const route = toRoute(fn, config.routePrefix);
    if ('faults' in route) faults.push(...route.faults);
    else routes.push(route);
  }
  faults.push(...findRouteConflicts(routes));
  const router = createRouter(routes);
  const originOf = createOriginReader();

  function isAllowed(route: HttpRoute, request: IncomingMessage, query: string): boolean {
    if (route.authLevel === 'anonymous') return true;
    const header = request.headers['x-functions-key'];
    const presented = typeof header === 'string' ? header : (new URLSearchParams(query).get('code') ?? undefined);
    const level = keys.levelOf(presented, route.fn.name);
    return level === 'admin' || level === route.authLevel;
  }

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    target: { path: string; query: string },
  ): Promise<void> {
    const origin = originOf(request.headers.host);
    const path = parseRequestPath(target.path);
    if (!path || origin === undefined) return writeStatus(response, 400);
    const match = router.match(request.method ?? '', path);
    if (!match) return writeStatus(response, 404);
    const { route, params } = match;
    if (!isAllowed(route, request, target.query)) return writeStatus(response, 401);

    const length = declaredBodyLength(request);
    if (length > MAX_BODY_BYTES) return writeStatus(response, 413);
    const body = length === 0 ? undefined : await readBody(request);
    if (length > 0 && body === undefined) return;
    try {
      const http = toRequestData(request, origin, target, params, body);
      const details = { traceParent: http.headers?.['traceparent'], traceState: http.headers?.['tracestate'] };
      const { returnValue } = await invoker.invoke(route.fn, { http }, details);
      if (returnValue?.http) writeResponse(response, returnValue.http);
      else writeStatus(response, 204);
    } catch (thrown) {
      log.write('error', route.fn.name, thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      if (!response.headersSent) writeStatus(response, 500);
    }
  }

  return { faults, handle, start: () => undefined, stop: () => undefined };
}
