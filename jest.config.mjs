// Sources are ES modules; jest runs them as CommonJS through swc. Packages that ship ES modules only are named below.
const esmOnly = ['jose', 'typebox', '@tokenlens'];
const swc = [
  '@swc/jest',
  { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.(ts|mjs|js)$': swc },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  cacheDirectory: '.cache/jest',
  setupFiles: ['<rootDir>/test/support/propertySeed.ts'],
  testTimeout: 60_000,
};
