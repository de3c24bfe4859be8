import { defineScript } from 'redis';

/** A counter that ends by itself: its first count sets the time, later ones leave it. One key; gives count and seconds left. */
export const countUp = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `
    local count = redis.call('INCR', KEYS[1])
    if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
    return {count, redis.call('TTL', KEYS[1])}`,
  parseCommand(parser, address: string, windowSeconds: number) {
    parser.pushKey(address);
    parser.push(`${windowSeconds}`);
  },
  transformReply(reply: unknown): { count: number; leftSeconds: number } {
    const [count, leftSeconds] = (reply as unknown[]).map(Number);
    return { count: count!, leftSeconds: Math.max(1, leftSeconds!) };
  },
});
