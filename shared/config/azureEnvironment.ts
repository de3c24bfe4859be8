import type { Environment } from './settingReader.ts';

/**
 * At least one of these is set wherever a function app runs in Azure (dedicated, Consumption, Flex, Container Apps), and
 * none by local tools. `CONTAINER_NAME`, which Azure sets too, is not among them: anybody's container may have it.
 */
const azureVariables = [
  'WEBSITE_INSTANCE_ID',
  'WEBSITE_SITE_NAME',
  'WEBSITE_SKU',
  'WEBSITE_POD_NAME',
  'LEGION_SERVICE_HOST',
  'CONTAINER_APP_NAME',
];

/** The name of a variable that says this is Azure; undefined elsewhere. */
export function findAzureVariable(environment: Environment): string | undefined {
  return azureVariables.find((name) => (environment[name] ?? '') !== '');
}
