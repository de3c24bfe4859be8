import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasTool } from './requireTool.ts';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

/** Runs jest, in a process of its own, on a test that needs a tool. */
function runWith(toolPresent: boolean, ci: string): { report: Report; output: string; status: number | null } {
  const folder = mkdtempSync(resolve('.cache', 'require-tool-'));
  const helper = JSON.stringify(resolve('test/support/requireTool.ts'));
  writeFileSync(
    join(folder, 'tool.test.ts'),
    `import { describeIf } from ${helper};
     describeIf(${toolPresent}, 'install the tool', 'with the tool', () => {
       it('works', () => expect(1).toBe(1));
       it('works twice', () => expect(2).toBe(2));
     });`,
  );
  const config = JSON.stringify({ rootDir: folder, transform: { '\\.ts$': '@swc/jest' } });
  const jest = resolve('node_modules/jest/bin/jest.js');
  const file = join(folder, 'report.json');
  const { stderr, status } = spawnSync(process.execPath, [jest, '--config', config, '--json', `--outputFile=${file}`], {
    env: { ...process.env, CI: ci },
    encoding: 'utf8',
  });
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  return { report, output: stderr, status };
}

describe('tests that need a tool', () => {
  it('run where it is there', () => {
    expect(runWith(true, '').report).toMatchObject({ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0 });
  });

  it('are skipped with the reason where it is missing', () => {
    const { report, output, status } = runWith(false, '');
    expect(report).toMatchObject({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 2 });
    expect(output).toContain('skipped: with the tool: install the tool');
    expect(status).toBe(0);
  });

  it('fail where it is missing and CI is set', () => {
    const { report, output, status } = runWith(false, 'true');
    expect(report).toMatchObject({ numPassedTests: 0, numFailedTests: 1 });
    expect(output).toContain('install the tool');
    expect(status).toBe(1);
  });

  it('find a program that is installed and none that is not', () => {
    expect(hasTool(process.execPath)).toBe(true);
    expect(hasTool('no-such-program-anywhere')).toBe(false);
  });
});
