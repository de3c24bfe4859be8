import { defineScript } from 'redis';
import type { CacheValue, Counters } from '../../ports/cache.ts';

/**
 * A value is one string: the counters in decimal, separated by spaces, then a line feed, then the text. The script needs
 * only the start of it to tell which of two is newer.
 */
export function toStoredValue({ counters, text }: CacheValue): string {
  return `${counters.sessionVersion} ${counters.activation} ${counters.modelActivation}\n${text}`;
}

/** undefined for what was not written by `putIfNewer`. */
export function fromStoredValue(stored: string): CacheValue | undefined {
  const header = /^(\d+) (\d+) (\d+)\n/.exec(stored);
  if (header === null) return undefined;
  return { counters: toCounters(header.slice(1)), text: stored.slice(header[0].length) };
}

function toCounters([sessionVersion, activation, modelActivation]: readonly string[]): Counters {
  return {
    sessionVersion: Number(sessionVersion),
    activation: Number(activation),
    modelActivation: Number(modelActivation),
  };
}

/** Three safe integers, two spaces and a line feed take at most 51 bytes. */
const HEADER_BYTES = 64;

/**
 * One key, so that it runs wherever keys are spread over nodes. The client sends its digest (EVALSHA), and the script itself
 * where the server does not know it, after SCRIPT FLUSH or a failover.
 */
export const putIfNewer = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `
    local header = redis.call('GETRANGE', KEYS[1], 0, ${HEADER_BYTES - 1})
    local stored = {string.match(header, '^(%d+) (%d+) (%d+)\\n')}
    for position = 1, #stored do
      local difference = tonumber(stored[position]) - tonumber(ARGV[position])
      if difference > 0 then return stored end
      if difference < 0 then break end
    end
    redis.call('SET', KEYS[1], ARGV[4], 'EX', ARGV[5])
    return false`,
  parseCommand(parser, address: string, value: CacheValue, ttlSeconds: number) {
    const { sessionVersion, activation, modelActivation } = value.counters;
    parser.pushKey(address);
    parser.push(`${sessionVersion}`, `${activation}`, `${modelActivation}`, toStoredValue(value), `${ttlSeconds}`);
  },
  /** The counters of the newer value that was kept; undefined: stored. */
  transformReply: (reply: unknown) => (Array.isArray(reply) ? toCounters(reply.map(String)) : undefined),
});
