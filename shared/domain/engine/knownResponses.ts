import { checkResponses } from './checkRequest.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import type { Responses } from './schema.ts';

/** Stored responses, which another version may have taken: those that this one knows, and the ids of the others. */
export function knownResponses(
  catalog: CompiledCatalog,
  stored: Responses,
): { responses: Responses; ignoredResponses: string[] } {
  if (checkResponses(catalog, stored, '').length === 0) return { responses: stored, ignoredResponses: [] };
  const ignored = new Set<string>();
  for (const [questionId, answer] of Object.entries(stored)) {
    if (checkResponses(catalog, { [questionId]: answer }, '').length > 0) ignored.add(questionId);
  }
  const fitting = Object.entries(stored).filter(([questionId]) => !ignored.has(questionId));
  return { responses: Object.fromEntries(fitting), ignoredResponses: [...ignored] };
}
