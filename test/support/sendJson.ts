export interface JsonReply<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface JsonRequest {
  method?: string;
  /** Of a session, or the administrator's key. */
  token?: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
}

export async function sendJson<Body>(url: string, request: JsonRequest = {}): Promise<JsonReply<Body>> {
  const response = await fetch(url, toInit(request));
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** What `fetch` takes. */
export function toInit({ method = 'GET', token, headers, body }: JsonRequest): RequestInit {
  return {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}
