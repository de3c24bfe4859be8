import type { HttpHandler, HttpRequest, InvocationContext } from '@azure/functions';
import type { Timing, UseCases } from '../../../shared/application/useCases.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { App } from '../../../shared/composition/createApp.ts';
import { getApp } from '../../../shared/composition/getApp.ts';
import type { BodyOf, CallDefinition, ParametersOf, QueryOf } from '../contract/call.ts';
import { BODY_LIMIT_BYTES } from '../contract/limits.ts';
import { createBodyCheck } from './checkBody.ts';
import { corsHeaders } from './cors.ts';
import { identifyCaller } from './identifyCaller.ts';
import { protectionOf } from './protection.ts';
import { toInvalidRequest } from './toInvalidRequest.ts';
import { giveBack, readBytes, readJson, readJsonBytes, type BodyLimit } from './readBody.ts';
import { createQueryReader } from './readQuery.ts';
import { readParameters } from './readParameters.ts';
import { readHeaders } from './requestHeaders.ts';
import { withoutBodyForHead, type HandlerResponse } from './handlerResponse.ts';
import { toFailure } from './toFailure.ts';
import { writeJson } from './writeJson.ts';

/** A request that was let in and whose body has the right shape. */
export interface Received<Call extends CallDefinition> {
  useCases: UseCases;
  tenantId: string;
  parameters: ParametersOf<Call>;
  query: QueryOf<Call>;
  body: BodyOf<Call>;
  headers: Headers;
  timing: Timing;
  /** What lets a caller repeat a command: to be spread into it. */
  repeatable: { idempotencyKey?: string; traceparent?: string };
  /** `If-Match`: to be spread into a command. */
  precondition: { expectedVersion?: number };
}

export interface Reply {
  /** 200 unless said. */
  status?: number;
  /** Sent as JSON; absent: no body. */
  body?: unknown;
  /** In place of `body`: sent as it is, as content of that type. */
  text?: { type: string; value: string };
  headers?: Record<string, string>;
}

function bodyReader(call: CallDefinition): ((request: HttpRequest, limit: BodyLimit) => Promise<unknown>) | undefined {
  if (call.upload) return readBytes;
  if (call.body === undefined) return undefined;
  return call.parsedByUseCase ? readJsonBytes : readJson;
}

/** The way of every call into the application: who calls, what was sent, one use case, the answer. */
export function createHandler<Call extends CallDefinition>(
  call: Call,
  run: (received: Received<Call>) => Promise<Reply>,
): HttpHandler {
  const checkBody = call.body && !call.parsedByUseCase ? createBodyCheck(call.body) : undefined;
  const readBody = bodyReader(call);
  const readQuery = call.query && createQueryReader(call.query);
  const limit = { bytes: call.bodyLimitBytes ?? BODY_LIMIT_BYTES, beyond: call.largerBodies };
  const understood = new Set(call.headers);
  const labels = { call: call.name };
  /** Who runs the service must reach it all the more when there is too much to do. */
  const isForPeople = call.access === 'tenant' || call.access === 'session';

  async function receive(
    app: App,
    request: HttpRequest,
    { traceContext }: InvocationContext,
    timing: Timing,
  ): Promise<Received<Call>> {
    const { useCases, access } = app;
    const { headers } = request;
    const parameters = readParameters(request.params);
    const tenantId = await identifyCaller(call, access, request, parameters);
    if (isForPeople) protectionOf(app).limitRate(headers, tenantId, parameters.sessionId);
    if (call.rare) await protectionOf(app).limitStarts(headers, tenantId);
    const { idempotencyKey, expectedVersion, faults: headerFaults } = readHeaders(understood, headers);
    const traceparent = headers.get('traceparent') ?? traceContext?.traceParent;
    const { query, faults: queryFaults } = readQuery?.(request.query) ?? { query: undefined, faults: [] };
    const body = await readBody?.(request, limit);
    const faults = [...headerFaults, ...queryFaults, ...(checkBody?.(body) ?? [])];
    // Only those who answer questions are told what a questionnaire finds wrong besides.
    if (faults.length > 0 && call.access === 'administrator') throw new AppError('invalid_request', { faults });
    if (faults.length > 0) throw await toInvalidRequest(faults, body, { useCases, tenantId, parameters });
    return {
      useCases,
      tenantId,
      parameters: parameters as ParametersOf<Call>,
      query: query as QueryOf<Call>,
      body: body as BodyOf<Call>,
      headers,
      timing,
      repeatable: {
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        ...(traceparent !== undefined && { traceparent }),
      },
      precondition: expectedVersion === undefined ? {} : { expectedVersion },
    };
  }

  async function answer(
    app: App,
    request: HttpRequest,
    context: InvocationContext,
    startedMs: number,
  ): Promise<HandlerResponse> {
    const cors = corsHeaders(app.access, request.headers.get('origin'));
    const protection = protectionOf(app);
    const admission = isForPeople ? protection.admission : undefined;
    if (isForPeople) protection.giveWay.somebodyCame();
    let entered = false;
    const timing: Timing = new Map();
    try {
      const turn = admission?.enter();
      entered = true;
      if (turn !== undefined) await turn;
      const received = await receive(app, request, context, timing);
      const parseMs = performance.now() - startedMs;
      const reply = await (call.upload ? protection.giveWay.upload(() => runUpload(received)) : run(received));
      return toSuccess(reply, cors, parseMs, timing);
    } catch (error) {
      const problem = toFailure(error, context);
      return { ...problem, headers: { ...problem.headers, ...cors } };
    } finally {
      if (entered) admission?.leave(timing.get('engine') ?? 0);
    }
  }

  async function runUpload(received: Received<Call>): Promise<Reply> {
    try {
      return await run(received);
    } finally {
      giveBack(received.body as Uint8Array);
    }
  }

  function observe({ metrics }: App, { status }: HandlerResponse, durationMs: number): void {
    metrics.count('http.requests', { call: call.name, status: `${Math.floor(status / 100)}xx` });
    metrics.observe('http.durationMs', durationMs, labels);
  }

  return async function handle(request, context) {
    const startedMs = performance.now();
    try {
      const app = await getApp();
      const response = await answer(app, request, context, startedMs);
      observe(app, response, performance.now() - startedMs);
      return withoutBodyForHead(request, response);
    } catch (error) {
      return withoutBodyForHead(request, toFailure(error, context));
    }
  };
}

function toSuccess(reply: Reply, cors: Record<string, string>, parseMs: number, timing: Timing): HandlerResponse {
  const headers: Record<string, string> = {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Server-Timing': toServerTiming(parseMs, timing),
    ...cors,
    ...reply.headers,
  };
  const status = reply.status ?? 200;
  if (reply.text !== undefined) {
    headers['Content-Type'] = reply.text.type;
    return { status, headers, body: reply.text.value };
  }
  if (reply.body === undefined) return { status, headers };
  headers['Content-Type'] = 'application/json';
  return { status, headers, body: writeJson(reply.body) };
}

/** Milliseconds by part: https://www.w3.org/TR/server-timing/ */
function toServerTiming(parseMs: number, timing: Timing): string {
  let text = `parse;dur=${parseMs.toFixed(3)}`;
  for (const [part, ms] of timing) text += `, ${part};dur=${ms.toFixed(3)}`;
  return text;
}
