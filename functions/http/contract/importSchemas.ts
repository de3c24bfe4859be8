import Type from 'typebox';
import { IMPORT_RULES } from '../../../shared/application/largeImports/importRules.ts';
import { FaultSchema } from './schemas.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const OpenImportSchema = Type.Object(
  {
    files: Type.Array(Type.String(), {
      description: `Names of up to ${IMPORT_RULES.files} files; their endings tell the format: .json, .ndjson or .csv, also with .gz.`,
    }),
    mapping: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'How the files become a catalogue; see docs/importing.md. Its `catalog` is the definition itself.',
        },
      ),
    ),
  },
  closed,
);

const ProgressSchema = Type.Object(
  {
    step: Type.String(),
    bytesRead: Type.Integer({ description: 'Of the files that this step reads.' }),
    bytesTotal: nullable(Type.Integer()),
    plans: Type.Integer(),
    offerRows: Type.Integer(),
  },
  closed,
);

export const ImportViewSchema = Type.Object(
  {
    importId: Type.String(),
    catalogId: Type.String(),
    status: Type.Enum(['uploading', 'waiting', 'running', 'done', 'failed']),
    createdAt: Type.String(),
    files: Type.Array(
      Type.Object(
        { name: Type.String(), parts: Type.Integer({ description: 'Uploaded so far.' }), bytes: Type.Integer() },
        closed,
      ),
    ),
    partBytes: Type.Integer({ description: 'The most that one part may have.' }),
    progress: nullable(ProgressSchema),
    result: nullable(
      Type.Object(
        { version: Type.Integer(), active: Type.Boolean(), digest: Type.String(), created: Type.Boolean() },
        closed,
      ),
    ),
    faults: Type.Array(FaultSchema, {
      description: 'The first 1,000; `path` is row and column of a file, or a JSON pointer.',
    }),
    total: Type.Integer({ description: 'How many faults there are in all.' }),
    notes: Type.Array(Type.String(), { description: 'What was cleaned, or why it failed.' }),
  },
  closed,
);
