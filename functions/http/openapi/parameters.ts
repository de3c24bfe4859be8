import { LIMITS } from '../../../shared/domain/catalog/schema.ts';
import type { JsonSchema } from './toJsonSchema.ts';

const id = { type: 'string', minLength: 1 };

/** The parameters of all paths. */
export const pathParameters: Readonly<
  Record<string, { description: string; schema: JsonSchema; example: string | number }>
> = {
  catalogId: {
    description: 'The catalogue. A slash in an id is sent as `%2F`.',
    schema: { ...id, maxLength: LIMITS.idLength },
    example: 'mobile',
  },
  planId: { description: 'The plan.', schema: id, example: 'p2' },
  sessionId: { description: 'The session.', schema: id, example: 's1' },
  questionId: { description: 'The question.', schema: id, example: 'budget' },
  version: { description: 'The version of the catalogue.', schema: { type: 'integer', minimum: 1 }, example: 7 },
  importId: { description: 'The import.', schema: id, example: 'i1' },
  fileName: { description: 'One of the names the import was opened with.', schema: id, example: 'plans.csv.gz' },
  part: { description: 'Number of the part.', schema: { type: 'integer', minimum: 1 }, example: 1 },
  file: { description: 'Name of the file.', schema: id, example: 'swagger-ui.css' },
};
