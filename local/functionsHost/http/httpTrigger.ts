import type { IncomingMessage } from 'node:http';
import type { RegisteredFunction } from '../appRegistry.ts';
import { presentedKey } from '../hostKeys.ts';
import { describe, messageOf } from '../errors.ts';
import type { HostServices, TriggerListener } from '../triggerListener.ts';
import type { Answer, AnswerRequest } from './httpServer.ts';
import { declaredBodyLength, giveBack, MAX_BODY_BYTES, readBody } from './readBody.ts';
import { toRequestData } from './requestData.ts';
import { parseRequestPath } from './requestPath.ts';
import type { RequestTarget } from './requestTarget.ts';
import { findRouteConflicts } from './routeConflicts.ts';
import { createRouter, type AuthLevel, type HttpRoute } from './router.ts';
import { parseRouteTemplate } from './routeTemplate.ts';

export interface HttpTrigger extends TriggerListener {
  readonly answer: AnswerRequest;
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
      return {
        fn,
        template,
        segments,
        authLevel,
        methods: (methods as string[]).map((method) => method.toUpperCase()),
      };
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

  function isAllowed(route: HttpRoute, request: IncomingMessage, target: RequestTarget): boolean {
    if (route.authLevel === 'anonymous') return true;
    const level = keys.levelOf(presentedKey(request, target), route.fn.name);
    return level === 'admin' || level === route.authLevel;
  }

  async function answer(request: IncomingMessage, target: RequestTarget): Promise<Answer> {
    const origin = originOf(request.headers.host);
    const path = parseRequestPath(target.path);
    if (!path || origin === undefined) return 400;
    const match = router.match(request.method ?? '', path);
    if (!match) return 404;
    const { route, params } = match;
    if (!isAllowed(route, request, target)) return 401;

    const length = declaredBodyLength(request);
    if (length > MAX_BODY_BYTES) return 413;
    const body = length === 0 ? undefined : await readBody(request);
    if (length > 0 && body === undefined) return undefined;
    try {
      const http = toRequestData(request, origin, target, params, body);
      const { traceparent, tracestate } = http.headers ?? {};
      const { returnValue } = await invoker.invoke(route.fn, { http }, { traceparent, tracestate });
      return returnValue?.http ?? 204;
    } catch (thrown) {
      log.write('error', route.fn.name, describe(thrown));
      return 500;
    } finally {
      // The library has made the function a copy.
      if (body !== undefined) giveBack(body);
    }
  }

  return { faults, answer, start: () => undefined, stop: () => undefined };
}
