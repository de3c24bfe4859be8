/** Largest body of every call but the import. */
export const BODY_LIMIT_BYTES = 256 * 1024;

export const IMPORT_LIMITS = {
  bytes: 32 * 1024 * 1024,
  /** Plans and offer rows together. */
  rows: 50_000,
  otherWay:
    'For a larger catalogue open an import, `POST /manage/catalogs/{catalogId}/imports`, or use `npm run import`.',
} as const;

/** The most feedback one call takes. */
export const MAX_FEEDBACK = 50;

/** UTF-16 code units. */
export const MAX_USER_ID_LENGTH = 200;
