import { findAzureVariable } from './azureEnvironment.ts';
import { readClientId, type ClientId } from './readClientId.ts';
import type { Environment, SettingReader } from './settingReader.ts';
import type { EventSettings, ServiceBusSettings } from './settings.ts';

/** Events are published and consumed, or neither: half of the way would only fill queues or wait for them. */
export function readEventSettings(reader: SettingReader, environment: Environment, identity: ClientId): EventSettings {
  refuseKeysInAzure(reader, environment);
  const endpoint = reader.secureUrl('EVENT_GRID_TOPIC_ENDPOINT');
  const serviceBus = readServiceBus(reader, identity);
  if (endpoint === undefined && serviceBus === undefined) return Object.freeze({ kind: 'none' });
  if (endpoint === undefined) {
    reader.fault('EVENT_GRID_TOPIC_ENDPOINT', 'is required where Service Bus is set');
    return Object.freeze({ kind: 'none' });
  }
  if (serviceBus === undefined) {
    reader.fault(
      'ServiceBusConnection__fullyQualifiedNamespace',
      'or ServiceBusConnection is required with EVENT_GRID_TOPIC_ENDPOINT',
    );
    return Object.freeze({ kind: 'none' });
  }
  const key = reader.optional('EVENT_GRID_TOPIC_KEY');
  const credential = Object.freeze(
    key === undefined ? { kind: 'identity' as const, ...identity } : { kind: 'key' as const, key },
  );
  return Object.freeze({ kind: 'eventGrid', endpoint, credential, serviceBus });
}

function readServiceBus(reader: SettingReader, identity: ClientId): ServiceBusSettings | undefined {
  const value = reader.optional('ServiceBusConnection');
  const fullyQualifiedNamespace = reader.optional('ServiceBusConnection__fullyQualifiedNamespace');
  if (value !== undefined) {
    if (!/^Endpoint=sb:\/\/[^;]+;/i.test(value)) {
      reader.fault('ServiceBusConnection', 'must be a connection string that begins with Endpoint=sb://');
    }
    if (fullyQualifiedNamespace !== undefined) {
      reader.fault('ServiceBusConnection', 'and ServiceBusConnection__fullyQualifiedNamespace must not both be set');
    }
    return Object.freeze({ kind: 'connectionString', value });
  }
  if (fullyQualifiedNamespace === undefined) return undefined;
  if (!/^[a-z\d][a-z\d.-]*$/i.test(fullyQualifiedNamespace)) {
    reader.fault('ServiceBusConnection__fullyQualifiedNamespace', 'must be a host name');
  }
  const own = readClientId(reader, 'ServiceBusConnection__clientId');
  return Object.freeze({ kind: 'identity', fullyQualifiedNamespace, ...identity, ...own });
}

function refuseKeysInAzure(reader: SettingReader, environment: Environment): void {
  const inAzure = findAzureVariable(environment);
  if (inAzure === undefined) return;
  for (const name of ['EVENT_GRID_TOPIC_KEY', 'ServiceBusConnection'] as const) {
    if (reader.has(name))
      reader.fault(name, `must not be set inside Azure (${inAzure} is set): identities are used there`);
  }
}
