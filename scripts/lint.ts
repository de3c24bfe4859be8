import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../local/command.ts';

const root = dirname(import.meta.dirname);

const help = `Checks types (tsc), rules (eslint) and form (prettier) of the whole project; all three run, whatever the first ones find.

usage: npm run lint`;

const checks = [
  { name: 'types', script: 'typescript/bin/tsc', arguments: ['--project', '.'] },
  { name: 'rules', script: 'eslint/bin/eslint.js', arguments: ['--max-warnings', '0', '.'] },
  { name: 'form', script: 'prettier/bin/prettier.cjs', arguments: ['--check', '--log-level', 'warn', '.'] },
];

await runCommand(import.meta.filename, () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return Promise.resolve(0);
  }
  const summary = checks.map((check) => {
    const script = join(root, 'node_modules', check.script);
    const { status } = spawnSync(process.execPath, [script, ...check.arguments], { cwd: root, stdio: 'inherit' });
    return { name: check.name, passed: status === 0 };
  });
  process.stdout.write(`${summary.map(({ name, passed }) => `${name}: ${passed ? 'ok' : 'failed'}`).join(', ')}\n`);
  return Promise.resolve(summary.every(({ passed }) => passed) ? 0 : 1);
});
