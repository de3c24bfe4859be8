/** The entity tag of a session: its version, as `If-Match` takes it. */
export function versionTag({ version }: { version: number }): { ETag: string } {
  return { ETag: `"${version}"` };
}
