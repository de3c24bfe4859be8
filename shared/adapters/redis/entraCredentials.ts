import type { TokenCredential } from '@azure/identity';
import { EntraIdCredentialsProviderFactory, REDIS_SCOPE_DEFAULT } from '@redis/entraid';
import type { CredentialsProvider } from './redisConnection.ts';

export interface EntraCredentials {
  provider: CredentialsProvider;
  dispose(): void;
}

type StreamingProvider = Extract<CredentialsProvider, { type: 'streaming-credentials-provider' }>;
type Listener = Parameters<StreamingProvider['subscribe']>[0];
type Subscription = Awaited<ReturnType<StreamingProvider['subscribe']>>[1];

/** The share of a token's life after which the next one is asked for. */
const REFRESH_RATIO = 0.8;

/**
 * Tokens of Entra as credentials of one connection, renewed while it stays open. A client subscribes anew each time it
 * connects and drops only its last subscription: here all of them are one.
 */
export function createEntraCredentials(
  credential: TokenCredential,
  onFailure: (cause: unknown) => void,
): EntraCredentials {
  let isDisposed = false;
  let listener: Listener | undefined;
  let subscription: Subscription | undefined;

  const source = EntraIdCredentialsProviderFactory.createForDefaultAzureCredential({
    credential: { getToken },
    scopes: REDIS_SCOPE_DEFAULT,
    tokenManagerConfig: {
      expirationRefreshRatio: REFRESH_RATIO,
      retry: {
        isRetryable: () => true,
        maxAttempts: Infinity,
        initialDelayMs: 1_000,
        maxDelayMs: 60_000,
        backoffMultiplier: 2,
        jitterPercentage: 20,
      },
    },
    onReAuthenticationError: onFailure,
    onRetryableError: onFailure,
  });

  /** Whatever comes after the end never arrives: the token manager would throw where nobody catches. */
  async function getToken(
    ...request: Parameters<TokenCredential['getToken']>
  ): ReturnType<TokenCredential['getToken']> {
    try {
      return await credential.getToken(...request);
    } finally {
      if (isDisposed) await new Promise(() => undefined);
    }
  }

  const relay: Listener = {
    onNext: (credentials) => listener?.onNext(credentials),
    onError: (error) => listener?.onError(error),
  };

  return {
    provider: {
      type: 'streaming-credentials-provider',
      onReAuthenticationError: onFailure,
      async subscribe(latest) {
        listener = latest;
        const [credentials, whole] = await source.subscribe(relay);
        subscription = whole;
        if (isDisposed) whole.dispose();
        return [credentials, { dispose: () => undefined }];
      },
    },
    dispose() {
      isDisposed = true;
      listener = undefined;
      subscription?.dispose();
    },
  };
}
