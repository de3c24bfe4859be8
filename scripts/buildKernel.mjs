import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

// Plain JavaScript: AssemblyScript's typings declare globals of their own, which would change those of the whole project.
const FOLDER = 'shared/domain/engine/kernel';

/** Compiles the kernel's AssemblyScript and returns the module's bytes. */
export async function compileKernel() {
  const source = await readFile(`${FOLDER}/kernel.as.ts`, 'utf8');
  const { error, binary } = await asc.compileString(
    { 'kernel.ts': source },
    { optimizeLevel: 3, shrinkLevel: 0, runtime: 'stub', importMemory: true, noAssert: true, enable: ['simd'] },
  );
  if (error !== null || binary === null) throw new Error('the kernel does not compile', { cause: error });
  return binary;
}

/** The source of kernelBytes.ts: the engine opens the module without reading a file, in a bundle too. */
export async function renderKernelBytes() {
  const base64 = Buffer.from(await compileKernel()).toString('base64');
  const lines = base64.match(/.{1,110}/g).map((line) => `  '${line}',`);
  return [
    '/** The WebAssembly module of kernel.as.ts in base64, written by scripts/buildKernel.mjs; a test compares the two. */',
    'export const kernelBytes = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('buildKernel.mjs') === true) {
  if (process.argv.includes('--help')) {
    console.log(
      'usage: npm run build:kernel\n\nCompiles kernel.as.ts of the engine and writes kernelBytes.ts beside it.',
    );
  } else {
    await writeFile(`${FOLDER}/kernelBytes.ts`, await renderKernelBytes());
    console.log(`wrote ${FOLDER}/kernelBytes.ts`);
  }
}
