import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { answersOf } from '../engine/recommend.ts';
import { effectiveAnswer, resolve } from '../engine/resolve.ts';
import type { Responses } from '../engine/schema.ts';

/** Answers are of any length, and segments are names: whoever answers at such length is in a segment with the like. */
const LONGEST = 500;
const OTHERS = '"others"';

/** The segment of whoever gave these responses: the effective answers to the catalogue's `segments` questions, as JSON. */
export function segmentOf(catalog: CompiledCatalog, responses: Responses): string {
  const { segments = [] } = catalog.definition;
  if (segments.length === 0) return '[]';
  const resolved = resolve(catalog, answersOf(catalog, { responses }));
  const { indexOf } = catalog.questionnaire;
  const segment = JSON.stringify(segments.map((id) => effectiveAnswer(resolved, indexOf.get(id)!)));
  return segment.length > LONGEST ? OTHERS : segment;
}
