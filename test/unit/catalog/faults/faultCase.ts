import type { CatalogFaultCode } from '../../../../shared/domain/catalog/faultCodes.ts';

/** Changes to the example catalogue by JSON pointer, and the faults they make: code by path, these and no others. */
export type FaultCase = [name: string, changes: Record<string, unknown>, expected: Record<string, CatalogFaultCode>];

/** Questions of the example by their place. */
export const REGION = '/questions/0';
export const STATUS = '/questions/1';
export const BUDGET = '/questions/2';
export const NETWORK = '/questions/3';
export const DATA = '/questions/4';
export const ESIM = '/questions/5';
export const TRAVEL = '/questions/6';
/** The place of a question that a case adds. */
export const ADDED = '/questions/7';

export const preference = (fields: object) => ({ id: 'added', text: '?', effect: 'preference', ...fields });
export const filter = (fields: object) => ({ id: 'added', text: '?', effect: 'filter', ...fields });

export function byStatus(map: unknown, fallback?: string) {
  return { question: 'status', map, ...(fallback !== undefined && { default: fallback }) };
}
