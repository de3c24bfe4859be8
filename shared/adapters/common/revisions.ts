import { randomBytes } from 'node:crypto';

/**
 * Tokens no two writes ever share: a random prefix for each opened store, then a counter. Nothing has to be remembered
 * across restarts, and a document created again under its old key cannot repeat a revision it had before.
 */
export function createRevisions(): () => string {
  const prefix = randomBytes(12).toString('base64url');
  let count = 0;
  return function nextRevision() {
    count += 1;
    return `${prefix}.${count.toString(36)}`;
  };
}
