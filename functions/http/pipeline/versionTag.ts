/** The entity tag of a session: its version, as `If-Match` takes it. */
export function versionTag({ version }: { version: number }): { ETag: string } {
  return { ETag: `"${version}"` };
}

interface Computed {
  fresh: boolean;
  sessionVersion: number;
  activation: number;
  modelVersion: number | null;
}

/** The entity tag of what was computed from a session: all it was computed from, and whether that is still so. */
export function projectionTag({ fresh, sessionVersion, activation, modelVersion }: Computed, kind: string): string {
  return `"${[kind, sessionVersion, activation, modelVersion ?? 0, fresh ? 'fresh' : 'stale'].join('.')}"`;
}
