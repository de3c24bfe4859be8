import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

export interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  text: string;
}

interface Sent {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
  /** Sent without a content-length. */
  chunked?: boolean;
}

/** One request on a connection of its own; `path` goes out exactly as given. */
export async function send(port: number, path: string, sent: Sent = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body, chunked = false } = sent;
  const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) };
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, ...length }, agent: false });
  if (chunked) outgoing.flushHeaders();
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    text: Buffer.concat(chunks).toString(),
  };
}

/** The reply's body as JSON. */
export async function sendForJson<T>(port: number, path: string, sent: Sent = {}): Promise<T> {
  return JSON.parse((await send(port, path, sent)).text) as T;
}

/** Writes bytes as they are and gives what came back once `isComplete` says so, or the other side has closed. */
export async function sendRaw(
  port: number,
  text: string,
  isComplete: (received: string) => boolean = (received) => received.includes('\r\n\r\n'),
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let received = '';
  for await (const chunk of socket) {
    received += (chunk as Buffer).toString('latin1');
    if (isComplete(received)) break;
  }
  socket.destroy();
  return received;
}
