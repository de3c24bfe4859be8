import type { Catalog, Lookup } from '../../../shared/domain/catalog/schema.ts';
import type { GivenAnswer } from './values.ts';

type Answers = Map<string, GivenAnswer>;

/** What the lookups say of a question. */
export interface LookedUp {
  /** The values on which all matching rows of a lookup agree, lookup by lookup; the first counts. */
  agreed: string[];
  /** The values between which the first lookup leaves it open whose matching rows differ. */
  between: string[] | undefined;
}

/** @param answers effective answers, at least to all questions that fill in this one. */
export function lookUp(catalog: Catalog, questionId: string, answers: Answers): LookedUp {
  const found: LookedUp = { agreed: [], between: undefined };
  for (const lookup of catalog.lookups ?? []) {
    if (!lookup.to.includes(questionId)) continue;
    const place = lookup.from.length + lookup.to.indexOf(questionId);
    const values = [...new Set(matchingRows(lookup, answers)?.map((row) => row[place]!))];
    if (values.length === 1) found.agreed.push(values[0]!);
    else if (values.length > 1) found.between ??= values;
  }
  return found;
}

/** The `from` questions of the lookups that are answered and have no matching row. */
export function unmatchedQuestions(catalog: Catalog, answers: Answers): string[] {
  const unmatched = (catalog.lookups ?? []).filter((lookup) => matchingRows(lookup, answers)?.length === 0);
  return [...new Set(unmatched.flatMap(({ from }) => from))];
}

/** Undefined while a `from` question is open. */
function matchingRows({ from, rows }: Lookup, answers: Answers): string[][] | undefined {
  if (!from.every((id) => answers.has(id))) return undefined;
  return rows.filter((row) => from.every((id, place) => row[place] === answers.get(id)));
}
