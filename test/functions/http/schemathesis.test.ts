import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { calls } from '../../../functions/http/contract/calls.ts';
import { describeIf } from '../../support/requireTool.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { installSchemathesis } from './support/schemathesis.ts';
import { administrator, bearer, startServer } from './support/server.ts';
import { importCatalog, startSession } from './support/sessions.ts';

const { program, reason } = installSchemathesis();

/** Cases made for each call by its schemas, besides the examples and the edges of every schema. */
const CASES_PER_CALL = 10;

/** What schemathesis also looks for, and why it is not asked to. */
const leftOut = [
  // A request of the right shape may still name a question, a plan or a version that is not there.
  'positive_data_acceptance',
  // It wants 405 for TRACE too, which the platform takes for no request at all.
  'unsupported_method',
];

function configure(sessionId: string, token: string): string {
  return `
[parameters]
"path.sessionId" = ${JSON.stringify(sessionId)}

[[operations]]
include-tag = "sessions"
headers = { Authorization = ${JSON.stringify(bearer(token).authorization)} }

[[operations]]
include-tag = "manage"
headers = { Authorization = ${JSON.stringify(administrator.authorization)} }
`;
}

const untested = ['eraseSession', 'listDeadLetters', 'redriveDeadLetters'];

describeIf(program !== undefined, reason, 'schemathesis', () => {
  it('finds no answer that is a failure of the server or not as described', async () => {
    const server = await startServer();
    const folder = createTemporaryFolder();
    try {
      await importCatalog(server, 'mobile');
      const { sessionId, token } = await startSession(server, { catalogId: 'mobile' });
      const config = join(folder.path, 'schemathesis.toml');
      writeFileSync(config, configure(sessionId, token));
      const run = spawn(
        program!,
        [
          ...['--config-file', config, 'run', `${server.url}/openapi.json`, '--url', server.url],
          ...['--phases', 'examples,coverage,fuzzing', '--max-examples', String(CASES_PER_CALL)],
          // The same cases each time; another seed is for a hunt.
          ...['--seed', process.env.SEED ?? '1'],
          ...['--exclude-checks', leftOut.join(','), '--continue-on-failure', '--no-color', '--warnings', 'off'],
          // Erasing the session would end the run's own access, and without an event service there are no messages.
          ...untested.flatMap((operationId) => ['--exclude-operation-id', operationId]),
        ],
        { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const ended = once(run, 'close') as Promise<[number | null]>;
      const [output, errors, [code]] = await Promise.all([text(run.stdout), text(run.stderr), ended]);
      if (code !== 0) throw new Error(`schemathesis ended with ${code}:\n${output}\n${errors}`);
      // And but the document itself, which it has read already.
      expect(output).toContain(`Tested: ${calls.length - untested.length - 1}`);
    } finally {
      await server.stop();
      folder.remove();
    }
  }, 300_000);
});
