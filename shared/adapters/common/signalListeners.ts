type Listen = (text: string) => void;

/** Who listens to which channel within this process. */
export interface SignalListeners {
  add(channel: string, listen: Listen): void;
  /** Each listener in a turn of its own: what one of them throws is neither another's fault nor a connection's. */
  tell(channel: string, text: string): void;
  channels(): string[];
  clear(): void;
}

export function createSignalListeners(): SignalListeners {
  const listeners = new Map<string, Set<Listen>>();
  return {
    add(channel, listen) {
      const known = listeners.get(channel);
      if (known) known.add(listen);
      else listeners.set(channel, new Set([listen]));
    },
    tell(channel, text) {
      for (const listen of listeners.get(channel) ?? []) setImmediate(() => listen(text));
    },
    channels: () => [...listeners.keys()],
    clear: () => listeners.clear(),
  };
}
