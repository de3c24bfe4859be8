/** One partition key of several parts, such that different parts never give the same key, whatever they hold. */
export function partitionKeyOf(...parts: readonly string[]): string {
  return parts.map(escaped).join('|');
}

const escaped = (part: string): string => (/[\\|]/.test(part) ? part.replaceAll(/[\\|]/g, '\\$&') : part);
