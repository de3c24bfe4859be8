import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpData } from '../coreTypes.ts';
import type { HostLog } from '../hostLog.ts';
import { messageOf } from '../errors.ts';
import { splitTarget, type RequestTarget } from './requestTarget.ts';
import { writeResponse, writeStatus } from './writeResponse.ts';

/** A status and nothing else, what a function returned, or nothing at all because the caller has gone. */
export type Answer = number | HttpData | undefined;
/** Never rejects. */
export type AnswerRequest = (request: IncomingMessage, target: RequestTarget) => Promise<Answer>;

export interface HttpServer {
  /** Rejects with the error of the system (`EADDRINUSE`, ...). Gives the port, chosen by the system when asked for 0. */
  listen(port: number, hostname: string): Promise<number>;
  /** Takes no further connection, lets every response in progress end, closes what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** As Kestrel has them. */
const KEEP_ALIVE_MS = 130_000;
const MAX_HEADER_BYTES = 32_768;
const CLOSING_CHECK_MS = 20;

function write(response: ServerResponse, answer: Answer, log: HostLog): void {
  if (answer === undefined || response.destroyed) return;
  try {
    if (typeof answer === 'number') writeStatus(response, answer);
    else writeResponse(response, answer);
  } catch (thrown) {
    log.write('error', 'host', `a response cannot be sent: ${messageOf(thrown)}`);
    if (!response.headersSent) writeStatus(response, 500);
  }
}

/** @param requestLines whether each request gets a line: method, path without query, status, milliseconds */
export function createHttpServer(answer: AnswerRequest, log: HostLog, requestLines: boolean): HttpServer {
  let closing = false;
  /** Requests whose response has neither been sent whole nor given up. */
  let open = 0;

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const target = splitTarget(request.url ?? '');
    open += 1;
    response.on('close', () => {
      open -= 1;
      if (!requestLines) return;
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      const duration = (performance.now() - startedAt).toFixed(1);
      log.line(`${request.method ?? ''} ${target?.path ?? '-'} ${status} ${duration} ms`);
    });
    const given = target ? await answer(request, target) : 400;
    if (closing) response.setHeader('connection', 'close');
    write(response, given, log);
  }

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: MAX_HEADER_BYTES },
    (request, response) => {
      void onRequest(request, response);
    },
  );

  return {
    listen: (port, hostname) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, hostname, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        closing = true;
        const deadline = Date.now() + graceMs;
        // A connection on which nothing has been asked yet counts as busy for Node.js, so idleness is judged here.
        const check = setInterval(() => {
          if (open === 0 || Date.now() >= deadline) server.closeAllConnections();
        }, CLOSING_CHECK_MS);
        server.close(() => {
          clearInterval(check);
          resolve();
        });
      }),
  };
}
