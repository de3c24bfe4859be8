import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

describe('the kernel', () => {
  test('kernelBytes.ts is what its source compiles to', () => {
    const rendered = execFileSync(
      process.execPath,
      [
        '-e',
        "import('./scripts/buildKernel.mjs').then(async (m) => process.stdout.write(await m.renderKernelBytes()))",
      ],
      { encoding: 'utf8' },
    );
    expect(readFileSync('shared/domain/engine/kernel/kernelBytes.ts', 'utf8')).toBe(rendered);
  });
});
