import { spawn, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';

/** One command of a session in a text, and the lines shown below it. */
export interface ShownCommand {
  command: string;
  output: string[];
}

export interface RunCommand {
  output: string[];
  status: number;
}

/** The blocks of a Markdown text fenced with this language. */
export function fencedBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , block]) => block!);
}

/** The commands of `console` blocks: each begins after "$ ", goes on while bash wants more, and is followed by its output. */
export function readCommands(blocks: readonly string[]): ShownCommand[] {
  const commands: ShownCommand[] = [];
  for (const line of blocks.flatMap((block) => block.split('\n').slice(0, -1))) {
    const current = commands.at(-1);
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: [] });
    else if (current === undefined) throw new Error(`output before any command: ${line}`);
    else if (current.output.length === 0 && wantsMore(current.command)) current.command += `\n${line}`;
    else current.output.push(line);
  }
  return commands;
}

function wantsMore(command: string): boolean {
  return command.endsWith('\\') || spawnSync('bash', ['-n', '-c', command], { stdio: 'ignore' }).status !== 0;
}

/** Runs commands one after the other in one bash, as someone would who types them. */
export async function runCommands(
  commands: readonly string[],
  { folder, settings = {} }: { folder: string; settings?: Readonly<Record<string, string>> },
): Promise<RunCommand[]> {
  const mark = 'the status of this command is';
  const script = ['exec 2>&1', ...commands.map((command) => `${command}\nprintf '\\n${mark} %d\\n' $?`)].join('\n');
  const bash = spawn('bash', ['-c', script], {
    cwd: folder,
    env: { ...settings, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await text(bash.stdout);
  return printed.split(new RegExp(`(?<=${mark} \\d+\n)`)).map((part) => {
    const [, output = part, status = 'none'] = /^(.*)\n.* (\d+)\n$/s.exec(part) ?? [];
    return { output: output === '' ? [] : output.replace(/\n$/, '').split('\n'), status: Number(status) };
  });
}

/** What differs from one run to the next, by what it looks like. */
const variables: [name: string, look: RegExp][] = [
  ['token', /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g],
  ['uuid', /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g],
  ['digest', /\b[\da-f]{40,64}\b/g],
  ['session id', /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{32}(?![\w-])/g],
  ['time', /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g],
  ['time', /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g],
  ['duration', /\b\d+(?:\.\d+)? ?ms\b|(?<=\bdur=)\d+(?:\.\d+)?/g],
];

/** Lines that are equal when they differ in ids, tokens, times and durations only. */
export function withoutVariables(lines: readonly string[]): string[] {
  return lines.map((line) => variables.reduce((shown, [name, look]) => shown.replace(look, `<${name}>`), line));
}
