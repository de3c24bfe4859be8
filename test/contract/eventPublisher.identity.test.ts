import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { IdentityLine } from '../support/eventGrid/publishWithIdentity.ts';
import { startChild } from '../support/kill/child.ts';
import { describeIf } from '../support/requireTool.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const program = join(process.cwd(), 'test/support/eventGrid/publishWithIdentity.ts');
// It takes no `--version`.
const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
const folder = createTemporaryFolder();
afterAll(() => folder.remove());

describeIf(
  hasOpenssl && process.platform !== 'win32',
  'openssl is needed, for a certificate of this machine.',
  'the publisher with a managed identity',
  () => {
    it('asks for a token of the service once, shows it, and does not wait for one that never comes', async () => {
      const [certificate, key] = [join(folder.path, 'certificate.pem'), join(folder.path, 'key.pem')];
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
      const made = spawnSync('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-out', certificate, '-keyout', key],
        ...subject,
      ]);
      expect(made.status).toBe(0);
      const child = startChild('env', [
        `NODE_EXTRA_CA_CERTS=${certificate}`,
        process.execPath,
        program,
        certificate,
        key,
      ]);
      expect(await child.ended).toEqual({ code: 0, errors: '' });
      const resource = 'https://eventgrid.azure.net';
      const events = { type: 'events', authorization: 'Bearer a token' };
      expect(child.lines as IdentityLine[]).toEqual([
        { type: 'token', resource, clientId: 'mine' },
        events,
        { type: 'published' },
        events,
        { type: 'published' },
        { type: 'token', resource, clientId: 'unknown' },
        { type: 'failed', code: 'events_unavailable' },
      ]);
    });
  },
);
