import { presentedKey, type KeyRing } from '../hostKeys.ts';
import type { AnswerRequest } from './httpServer.ts';
import { readBody } from './readBody.ts';

const INVOKE = /^\/admin\/functions\/([^/]+)$/i;

function isJsonObject(bytes: Uint8Array | undefined): boolean {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes ?? []).toString());
    return typeof parsed === 'object' && parsed !== null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

/**
 * The host's own routes, below `/admin`, all of which take the master key. There is one: `POST /admin/functions/{name}` with
 * a JSON object as its body runs a function that nothing else would run now (a timer) and answers 202 without waiting.
 *
 * @param find a function by its name, with the way to run it by hand; that is undefined where its trigger has none.
 */
export function createAdminRoutes(
  keys: KeyRing,
  find: (name: string) => { runByHand: (() => void) | undefined } | undefined,
): AnswerRequest {
  return async function answerAdmin(request, target) {
    if (keys.levelOf(presentedKey(request, target), '') !== 'admin') return 401;
    const name = INVOKE.exec(target.path)?.[1];
    const found = name !== undefined && request.method === 'POST' ? find(name) : undefined;
    if (!found) return 404;
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return 415;
    if (!isJsonObject(await readBody(request)) || !found.runByHand) return 400;
    found.runByHand();
    return 202;
  };
}
