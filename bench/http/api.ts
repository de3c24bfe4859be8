import { setTimeout as wait } from 'node:timers/promises';
import { JSON_HEADERS } from './load.ts';

interface Sent {
  method?: string;
  body?: string;
  token?: string;
}

/**
 * Calls the app and insists on success: preparations come in bursts, so that one refused for that is tried again. Returns the
 * parsed body and how long it was in bytes.
 */
export async function call(url: string, sent: Sent = {}): Promise<{ body: unknown; bytes: number }> {
  const { method = 'GET', body, token } = sent;
  const response = await fetch(url, {
    method,
    headers: { ...JSON_HEADERS, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (text.includes('"code":"overloaded"') && response.status === 503) {
    await wait(Number(response.headers.get('retry-after')) * 1_000);
    return call(url, sent);
  }
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return { body: JSON.parse(text), bytes: Buffer.byteLength(text) };
}

export const isOk = async (url: string, init?: RequestInit): Promise<boolean> => {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return response.ok;
};
