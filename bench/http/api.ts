import { JSON_HEADERS } from './load.ts';

/** Calls the app and insists on success. Returns the parsed body and how long it was in bytes. */
export async function call(
  url: string,
  { method = 'GET', body, token }: { method?: string; body?: string; token?: string } = {},
): Promise<{ body: unknown; bytes: number }> {
  const response = await fetch(url, {
    method,
    headers: { ...JSON_HEADERS, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return { body: JSON.parse(text), bytes: Buffer.byteLength(text) };
}

export const isOk = async (url: string, init?: RequestInit): Promise<boolean> => {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return response.ok;
};
