import { hash } from 'node:crypto';

/** Of an answer, without the time it was computed at. */
export const digestOf = (body: string): string => hash('sha1', body.replace(/"computedAt":"[^"]*"/, ''), 'hex');
