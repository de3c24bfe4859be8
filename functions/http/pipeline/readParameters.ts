/**
 * The host decodes parameters of the path but leaves `%2F` as it is, so that it does not look like another segment. An
 * id with a slash is therefore sent as `%2F`; one that holds the characters "%2F" themselves cannot be addressed.
 */
export function readParameters<Name extends string>(parameters: Record<Name, string>): Record<Name, string> {
  for (const name in parameters) {
    const value = parameters[name];
    if (value.includes('%')) parameters[name] = value.replaceAll(/%2f/gi, '/');
  }
  return parameters;
}
