/** Limits of large imports; the HTTP documentation quotes them. */
export const IMPORT_RULES = {
  files: 20,
  /** UTF-16 code units of a file's name. */
  fileNameLength: 200,
  /** Of the body that opens one: it is kept in a document, which some stores limit to 2 MB. */
  mappingBytes: 1024 * 1024,
  partBytes: 1024 * 1024,
  /** Of each file. */
  parts: 4_096,
  /** Since it was opened, to be uploaded and started. */
  uploadMs: 24 * 60 * 60 * 1000,
  /** How often a process may begin: one that brings each of them down is given up. */
  attempts: 3,
  /** Without a word from whoever works on it, after which another may. */
  leaseMs: 20_000,
  heartbeatMs: 5_000,
} as const;
