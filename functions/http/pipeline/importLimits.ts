import { AppError } from '../../../shared/domain/errors.ts';
import { IMPORT_LIMITS } from '../contract/limits.ts';

/** Refuses more rows than one request may bring, before anything looks at them. */
export function refuseTooManyRows(catalog: unknown): void {
  const rows = countRows(catalog);
  if (rows <= IMPORT_LIMITS.rows) return;
  const detail = `This call takes up to ${IMPORT_LIMITS.rows} plans and offer rows, not ${rows}. ${IMPORT_LIMITS.otherWay}`;
  throw new AppError('body_too_large', { detail });
}

function countRows(catalog: unknown): number {
  if (typeof catalog !== 'object' || catalog === null) return 0;
  const { plans, offers } = catalog as { plans?: unknown; offers?: { rows?: unknown } | null };
  const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
  return lengthOf(plans) + lengthOf(offers?.rows);
}
