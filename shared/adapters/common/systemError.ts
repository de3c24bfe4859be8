/** A failure of Node's own, such as ENOENT or Z_DATA_ERROR. Not asked by class: a test runner has an `Error` of its own. */
export function isSystemError(error: unknown): error is { code: string; message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
