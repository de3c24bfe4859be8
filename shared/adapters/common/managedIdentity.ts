import type { TokenCredential } from '@azure/identity';

/**
 * The identity that Azure gives the app, looked for nowhere else: a chain of credentials can hang where there is none.
 * The SDK is loaded only here, because it is large.
 *
 * @param clientId of the user-assigned identity; absent: the system-assigned one
 */
export async function openManagedIdentity(clientId?: string): Promise<TokenCredential> {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
}
