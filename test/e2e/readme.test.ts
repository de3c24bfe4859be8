import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleCatalog } from '../../shared/domain/catalog/example.ts';
import { fencedBlocks, readCommands, runCommands, withoutVariables } from '../support/readmeSession.ts';
import { describeIf, hasTool } from '../support/requireTool.ts';
import { startServer, stopAllServers, type ServerProcess } from '../support/serverProcess.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const README_PORT = 7071;

describeIf(
  hasTool('curl') && hasTool('bash'),
  'curl and bash are needed; install them with the package manager of the system',
  'the README',
  () => {
    const folder = createTemporaryFolder();
    let server: ServerProcess;
    let readme: string;

    beforeAll(async () => {
      server = await startServer({ dataDir: join(folder.path, 'data') });
      readme = readFileSync('README.md', 'utf8').replaceAll(`:${README_PORT}/`, `:${new URL(server.url).port}/`);
      expect(readme).toContain(server.url);
    });
    afterAll(async () => {
      await stopAllServers();
      folder.remove();
    });

    it('shows a session that works as it is shown', async () => {
      const shown = readCommands(fencedBlocks(readme, 'console'));
      const calls = shown.filter(({ command }) => command.includes('curl'));
      expect(calls.length).toBeGreaterThan(3);

      const run = await runCommands(
        shown.map(({ command }) => command),
        { folder: folder.path },
      );
      const seen = shown.map(({ command }, index) => ({ command, ...run[index]! }));
      expect(seen.map(({ output, ...rest }) => ({ ...rest, output: withoutVariables(output) }))).toEqual(
        shown.map(({ command, output }) => ({ command, status: 0, output: withoutVariables(output) })),
      );
    });

    it('shows how a catalogue is brought in', async () => {
      const imports = fencedBlocks(readme, 'sh').filter((block) => block.includes('/manage/catalogs/'));
      expect(imports).toHaveLength(1);
      writeFileSync(join(folder.path, 'mobile.json'), JSON.stringify(exampleCatalog));
      const [, administratorKey] = await server.printed(/Administrator key .*: (\S+)$/m);
      const settings = { ADMIN_KEY: administratorKey! };
      const [run] = await runCommands([imports[0]!.replace('curl ', 'curl -s ')], { folder: folder.path, settings });
      expect(run!.status).toBe(0);
      expect(JSON.parse(run!.output.join('\n'))).toMatchObject({ catalogId: 'mobile', version: 1, active: true });
    });
  },
);
