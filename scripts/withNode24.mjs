// Runs a TypeScript entry point under Node 24. npm puts node_modules/.bin first on the PATH, so on the platforms for
// which a node-* optional dependency exists `node` already is the pinned one; elsewhere the PATH decides, and a plain
// message is better than a syntax error.
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const WANTED_MAJOR = 24;
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < WANTED_MAJOR) {
  console.error(
    `Shortlist needs Node.js ${WANTED_MAJOR} or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      `Run the command through npm after "npm ci", which brings Node ${WANTED_MAJOR} on Linux and Windows; ` +
      `elsewhere install Node ${WANTED_MAJOR} and put it first on the PATH.`,
  );
  process.exit(1);
}

const entry = process.argv[2];
if (entry === undefined) {
  console.error('usage: node scripts/withNode24.mjs <entry.ts> [arguments]');
  process.exit(2);
}
// Keeps sources stripped of their types and compiled: a second start needs neither the time nor the memory for it.
module.enableCompileCache(join(dirname(import.meta.dirname), '.cache', 'compile'));
process.argv.splice(1, 2, resolve(entry));
await import(pathToFileURL(resolve(entry)).href);
