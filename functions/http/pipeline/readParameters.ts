/**
 * The host decodes the parameters of a path but leaves `%2F` as it is, so that it does not look like another segment. An
 * id with a slash is therefore sent as `%2F`; one that holds these three characters themselves cannot be addressed.
 */
export function readParameters(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    read[name] = value.includes('%') ? value.replaceAll(/%2f/gi, '/') : value;
  }
  return read;
}
