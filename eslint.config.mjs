import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Folder -> the folders it may import from (besides itself). test/architecture holds the same table against the sources. */
const mayImport = {
  'shared/domain': [],
  'shared/ports': ['shared/domain'],
  'shared/messaging': ['shared/domain'],
  'shared/observability': ['shared/domain', 'shared/ports'],
  'shared/config': ['shared/domain'],
  'shared/application': ['shared/domain', 'shared/ports', 'shared/messaging', 'shared/observability'],
  'shared/adapters': ['shared/domain', 'shared/ports', 'shared/messaging'],
  'shared/composition': ['shared'],
  functions: [
    'shared/domain',
    'shared/application',
    'shared/composition',
    'shared/ports',
    'shared/observability',
    'shared/config',
  ],
  catalogs: ['shared/domain'],
  local: [],
};
const folders = [...Object.keys(mayImport), 'scripts', 'bench', 'test'];
const within = (folder, allowed) => folder === allowed || folder.startsWith(`${allowed}/`);
const zones = Object.entries(mayImport).map(([folder, allowed]) => ({
  target: `./${folder}`,
  from: folders
    .filter((other) => other !== folder && !allowed.some((a) => within(other, a)))
    .map((other) => `./${other}`),
}));
/** An adapter knows its own technology only. */
const technologies = [
  'memory',
  'sqlite',
  'file',
  'jose',
  'csvParse',
  'jsonStream',
  'zlib',
  'redis',
  'eventGrid',
  'serviceBus',
];
for (const technology of technologies) {
  zones.push({
    target: `./shared/adapters/${technology}`,
    from: technologies.filter((other) => other !== technology).map((other) => `./shared/adapters/${other}`),
  });
}

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'bench/node_modules/',
      'data/',
      '.cache/',
      'coverage/',
      '**/*.as.ts',
      '**/*.d.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['shared/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'the domain is pure: no I/O' }] }],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'the domain is deterministic' },
        { object: 'Date', property: 'now', message: 'pass the time in' },
      ],
    },
  },
);
