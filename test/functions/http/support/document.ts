import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Reply } from './server.ts';

export interface Operation {
  operationId: string;
  parameters: { name: string; in: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, { headers?: object; content?: Record<string, { schema: object }> }>;
}

export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

export interface ApiChecker {
  /** What is wrong with a reply by the document, or undefined. */
  faultOf: (operationId: string, reply: Reply) => string | undefined;
}

/** Judges replies by what the document says of them, with a JSON Schema validator the server does not use. */
export function createApiChecker(document: OpenApiDocument): ApiChecker {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } });
  ajv.addSchema({ $id: 'api', ...document });
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [operation.operationId, { path, method, operation }]),
    ),
  );
  const validators = new Map<string, ValidateFunction>();

  function validatorOf(pointer: string): ValidateFunction {
    let validate = validators.get(pointer);
    if (!validate) validators.set(pointer, (validate = ajv.compile({ $ref: `api#${pointer}` })));
    return validate;
  }

  return {
    faultOf(operationId, { status, headers, text, json }) {
      const found = operations.get(operationId);
      if (!found) return `${operationId} is not described`;
      const described = found.operation.responses[status];
      if (!described) return `${operationId} does not describe status ${status}: ${text}`;
      const missing = Object.keys(described.headers ?? {}).filter((name) => !headers.has(name));
      if (missing.length > 0) return `${operationId} ${status} lacks the headers ${missing.join(', ')}`;
      const [type] = (headers.get('content-type') ?? '').split(';');
      if (described.content === undefined) return text === '' ? undefined : `${operationId} ${status} has a body`;
      if (type === undefined || !(type in described.content)) return `${operationId} ${status} came as ${type}`;
      const steps = ['paths', found.path, found.method, 'responses', String(status), 'content', type, 'schema'];
      const validate = validatorOf(steps.map((step) => `/${encodeURIComponent(escapePointer(step))}`).join(''));
      if (type.endsWith('json') && !validate(json)) {
        return `${operationId} ${status} ${JSON.stringify(validate.errors?.slice(0, 3))}: ${text.slice(0, 500)}`;
      }
      return undefined;
    },
  };
}

function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
