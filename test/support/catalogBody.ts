import type { CatalogBody } from '../../shared/ports/catalogBuilder.ts';

/** A catalogue as a request brings it. */
export const bodyOf = (catalog: unknown): CatalogBody => ({
  bytes: new TextEncoder().encode(JSON.stringify(catalog)),
  maxRows: 1_000_000,
  otherWay: 'Send less.',
});
