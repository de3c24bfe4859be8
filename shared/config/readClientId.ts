import type { SettingReader } from './settingReader.ts';
import type { SettingName } from './settingTable.ts';

/** The client id of a user-assigned identity; empty: the system-assigned one. */
export interface ClientId {
  readonly clientId?: string;
}

export function readClientId(reader: SettingReader, name: SettingName): ClientId {
  const clientId = reader.optional(name);
  if (clientId === undefined) return {};
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(clientId)) reader.fault(name, 'must be a client id (GUID)');
  return { clientId };
}
