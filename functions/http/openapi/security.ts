import type { Access } from '../contract/call.ts';

export const securitySchemes = {
  tenantKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Shortlist-Key',
    description: 'Publishable: names the tenant. Not needed where none is configured.',
  },
  sessionToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token `POST /sessions` gave.',
  },
  administrator: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An Entra access token with the role `Catalog.Admin`, for metrics `Operations.Admin`; locally the administrator key.',
  },
  functionsKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-functions-key',
    description: 'Locally: the administrator key.',
  },
} as const;

type Requirement = Partial<Record<keyof typeof securitySchemes, []>>;

/** Any one of the requirements lets a caller in; an empty one lets in who brings nothing. */
export const securityOf: Readonly<Record<Access, readonly Requirement[]>> = {
  none: [],
  tenant: [{ tenantKey: [] }, {}],
  session: [{ sessionToken: [] }],
  administrator: [
    { administrator: [] },
    { functionsKey: [] },
    { administrator: [], tenantKey: [] },
    { functionsKey: [], tenantKey: [] },
  ],
};
