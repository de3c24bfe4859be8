import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, runCommand } from '../local/command.ts';

const root = dirname(import.meta.dirname);
const outputFolder = join(root, 'dist');
/** What the last build was made from: every file with its time and size. */
const inputsFile = join(outputFolder, 'inputs.json');

/** The file Azure and the local host load; `main` of package.json. */
export const bundleFile = join(outputFolder, 'index.cjs');

/** Runs beside the bundle in a thread of its own; the bundle finds it by this name. */
const catalogThread = 'catalogThread.cjs';

/** Swagger UI's own files, which GET /docs serves from dist/docs. */
const docsAssets = ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png'];

/** Packages keep the times they were published with, so a new version of one shows in the lock file only. */
const alwaysInputs = ['package-lock.json', 'package.json', relative(root, import.meta.filename)];

/** @param before a file changed later counts as unknown, for nobody can say which content was read. */
function fingerprint(file: string, before = Infinity): string {
  const { mtimeMs, size } = statSync(join(root, file));
  return mtimeMs < before ? `${mtimeMs} ${size}` : '';
}

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';

/** Whether the bundle is missing or older than what it was made from. A few milliseconds. */
export function isStale(): boolean {
  try {
    const inputs = JSON.parse(readFileSync(inputsFile, 'utf8')) as Record<string, string>;
    statSync(bundleFile);
    return Object.entries(inputs).some(([file, known]) => fingerprint(file) !== known);
  } catch (thrown) {
    if (isMissing(thrown)) return true;
    throw thrown;
  }
}

/** Whoever reads the file meanwhile (a server that starts while another one builds) gets the old one or the new one, whole. */
function replaceFile(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/**
 * Bundles the functions into one CommonJS file and copies what they serve from disk. `@azure/functions-core` stays outside: it
 * exists only inside a running host.
 *
 * @throws {CommandError} when something does not compile; esbuild has printed what by then.
 */
export async function build(): Promise<void> {
  const { buildSync } = await import('esbuild');
  const startedAt = Date.now();
  const fingerprints = new Map<string, string>();
  const files: { path: string; contents: Uint8Array }[] = [];
  try {
    // The synchronous way, because it leaves no service process behind.
    const result = buildSync({
      absWorkingDir: root,
      entryPoints: {
        index: 'functions/index.ts',
        [parse(catalogThread).name]: 'shared/composition/catalogBuilder/thread.ts',
      },
      outdir: outputFolder,
      outExtension: { '.js': '.cjs' },
      define: { CATALOG_THREAD_BESIDE: JSON.stringify(catalogThread) },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      external: ['@azure/functions-core'],
      alias: { open: './scripts/noBrowser.ts' },
      sourcemap: true,
      sourcesContent: false,
      metafile: true,
      write: false,
      logLevel: 'warning',
      logOverride: { 'empty-import-meta': 'error' },
    });
    files.push(...result.outputFiles);
    const own = Object.keys(result.metafile.inputs).filter((file) => !file.startsWith('node_modules/'));
    for (const file of [...alwaysInputs, ...own]) fingerprints.set(file, fingerprint(file, startedAt));
  } catch (thrown) {
    if (thrown instanceof Error && 'errors' in thrown)
      throw new CommandError('The functions cannot be built.', { cause: thrown });
    throw thrown;
  }
  for (const { path, contents } of files) replaceFile(path, contents);
  const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const asset of docsAssets) replaceFile(join(outputFolder, 'docs', asset), readFileSync(join(swaggerUi, asset)));
  replaceFile(inputsFile, JSON.stringify(Object.fromEntries(fingerprints)));
}

const help = `Builds dist/: the functions as one file (dist/index.cjs), the thread that imports (dist/catalogThread.cjs) and the files of the API's documentation page.

usage: npm run build

npm start does this by itself whenever a source has changed.`;

await runCommand(import.meta.filename, async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  await build();
  process.stdout.write(`built ${relative(root, bundleFile)} (${Math.round(statSync(bundleFile).size / 1024)} KB)\n`);
  return 0;
});
