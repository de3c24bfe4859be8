import { tmpdir } from 'node:os';
import { fencedBlocks, readCommands, runCommands, withoutVariables } from './readmeSession.ts';
import { describeIf, hasTool } from './requireTool.ts';

const markdown = `
\`\`\`sh
npm start
\`\`\`

\`\`\`console
$ A=1
$ echo "$A
two"
1
two
$ echo \\
  $A 3; false
1 3
\`\`\`
Between.
\`\`\`console
$ true
\`\`\`
`;

describeIf(hasTool('bash'), 'bash is needed', 'a session shown in a text', () => {
  it('is read as commands with their output, also commands of several lines', () => {
    expect(readCommands(fencedBlocks(markdown, 'console'))).toEqual([
      { command: 'A=1', output: [] },
      { command: 'echo "$A\ntwo"', output: ['1', 'two'] },
      { command: 'echo \\\n  $A 3; false', output: ['1 3'] },
      { command: 'true', output: [] },
    ]);
  });

  it('runs in one shell, errors shown as in a terminal, to the last command that runs', async () => {
    const commands = ['A=1', 'echo $A; echo; echo 2', 'printf x >&2; false', 'exit', 'echo never'];
    expect(await runCommands(commands, { folder: tmpdir(), settings: {} })).toEqual([
      { output: [], status: 0 },
      { output: ['1', '', '2'], status: 0 },
      { output: ['x'], status: 1 },
    ]);
  });
});

describe('what varies between two runs', () => {
  it.each([
    ['{"sessionId":"XAVyadlnzSJ4TiqmhwneRojyrWrBXu6H"}', '{"sessionId":"<session id>"}'],
    ['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzY29wZSI6InJ3In0.aB_-9 x', 'Bearer <token> x'],
    ['"computedAt":"2026-11-20T10:00:00.000Z"', '"computedAt":"<time>"'],
    ['Date: Sat, 21 Nov 2026 13:49:51 GMT', 'Date: <time>'],
    ['Server-Timing: parse;dur=0.123, store;dur=4', 'Server-Timing: parse;dur=<duration>, store;dur=<duration>'],
    ['ready after 412 ms', 'ready after <duration>'],
  ])('is recognised in %s', (line, expected) => {
    expect(withoutVariables([line])).toEqual([expected]);
  });

  it.each([
    '{"version":2,"total":593}',
    '[[1,"GPT-5 Nano (OpenAI)",0.965]]',
    '"bestPlanId":"alibaba-cn/qwen3-coder-plus"',
  ])('is nothing of %s', (line) => {
    expect(withoutVariables([line])).toEqual([line]);
  });
});
