// Lints the OpenAPI document on standard input; prints the problems as JSON. A program of its own, because the linter
// comes as ES modules only.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { text } from 'node:stream/consumers';

const config = await createConfig({
  extends: ['recommended'],
  rules: {
    // A call that takes nothing refuses nothing: /health, /docs and /openapi.json have no 4xx of their own.
    'operation-4xx-response': 'off',
    // Off in the recommended set or only a warning there.
    'no-invalid-media-type-examples': 'error',
    'no-invalid-schema-examples': 'error',
    'no-unused-components': 'error',
  },
});
const problems = await lintFromString({ source: await text(process.stdin), config });
const shown = problems.map(({ ruleId, severity, message, location }) => ({
  ruleId,
  severity,
  message,
  pointer: location[0]?.pointer,
}));
process.stdout.write(JSON.stringify(shown));
