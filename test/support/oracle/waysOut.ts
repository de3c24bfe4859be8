import type { Catalog, Question } from '../../../shared/domain/catalog/schema.ts';
import type { Relaxation } from '../../../shared/domain/engine/schema.ts';
import { fittingOffers } from './filtering.ts';
import { lookUp } from './lookups.ts';
import { lookedUpBy, questionOf, questionsNamedBy, questionsNamedIn } from './naming.ts';
import { byScore, termsOf } from './ranking.ts';
import { withoutAnswers, type PlainRequest } from './request.ts';
import { readSituation, type Situation } from './situation.ts';

const MOST_SETS = 3;

/** What may be given up, the most important first. What lookups filled in was never given. */
export function candidatesOf(situation: Situation): string[] {
  const { catalog, answers, derived, fixed } = situation;
  const facts = factsOf(situation);
  const required = catalog.offers?.requires ?? [];
  const candidates = catalog.questions.filter(
    ({ id, effect }) =>
      effect === 'filter' &&
      answers.has(id) &&
      !derived.has(id) &&
      !fixed.has(id) &&
      !required.includes(id) &&
      !facts.has(id),
  );
  const index = (question: Question) => catalog.questions.indexOf(question);
  const importance = (question: Question) => question.importance ?? 1;
  return candidates.sort((a, b) => importance(b) - importance(a) || index(a) - index(b)).map(({ id }) => id);
}

/**
 * Answers without which something else would be asked for instead of less:
 * - those on which the column of an effective filter depends. A filter without a column counts too: it may have one as
 *   soon as such an answer is dropped;
 * - those by which a required question was filled in: without them no market would be known;
 * - those for which a lookup has another value ready, which would take their place.
 * An answer depends on what decides whether its question is asked and, when it was filled in, on what it was looked up by.
 */
function factsOf({ catalog, answers, derived }: Situation): Set<string> {
  const facts = new Set<string>();
  const addWithSources = (questionId: string) => {
    facts.add(questionId);
    const { askWhen } = questionOf(catalog, questionId);
    if (askWhen !== undefined) questionsNamedIn(askWhen).forEach(addWithSources);
    if (derived.has(questionId)) lookedUpBy(catalog, questionId).forEach(addWithSources);
  };
  for (const { id, effect, attributeBy } of catalog.questions) {
    if (effect === 'filter' && answers.has(id) && attributeBy !== undefined) {
      questionsNamedBy(attributeBy).forEach(addWithSources);
    }
    const isDisputed =
      answers.has(id) && lookUp(catalog, id, answers).agreed.some((value) => value !== answers.get(id));
    const isRequired = catalog.offers?.requires.includes(id) === true;
    if (derived.has(id) && (isDisputed || isRequired)) lookedUpBy(catalog, id).forEach(addWithSources);
    else if (isDisputed) facts.add(id);
  }
  return facts;
}

/** Whether a plan fits when, of all candidates, only these responses are kept. */
export function fitsKeeping(catalog: Catalog, request: PlainRequest, candidates: string[], kept: string[]): boolean {
  const dropped = candidates.filter((id) => !kept.includes(id));
  return fittingOffers(readSituation(catalog, withoutAnswers(request, dropped))).length > 0;
}

/**
 * The preferred conflict is the one that avoids the least important member it can, then the next least important, and
 * so on: what leaving out one by one, least important first, ends with.
 */
export function conflictsOf(catalog: Catalog, request: PlainRequest): string[][] {
  const candidates = candidatesOf(readSituation(catalog, request));
  const fits = (kept: string[]) => fitsKeeping(catalog, request, candidates, kept);
  const conflicts: string[][] = [];
  if (!fits([])) return conflicts;
  let considered = candidates;
  while (conflicts.length < MOST_SETS && !fits(considered)) {
    let conflict = considered;
    for (const id of [...considered].reverse()) {
      const smaller = conflict.filter((other) => other !== id);
      if (!fits(smaller)) conflict = smaller;
    }
    conflicts.push(conflict);
    const setAside = conflict[conflict.length - 1]!;
    considered = considered.filter((id) => id !== setAside);
  }
  return conflicts;
}

export function relaxationsOf(catalog: Catalog, request: PlainRequest): Relaxation[] {
  const candidates = candidatesOf(readSituation(catalog, request));
  const fits = (kept: string[]) => fitsKeeping(catalog, request, candidates, kept);
  const drops: string[][] = [];
  if (fits(candidates) || !fits([])) return [];
  const droppedSoFar = new Set<string>();
  while (drops.length < MOST_SETS) {
    const order = [
      ...candidates.filter((id) => droppedSoFar.has(id)),
      ...candidates.filter((id) => !droppedSoFar.has(id)),
    ];
    const kept: string[] = [];
    for (const id of order) if (fits([...kept, id])) kept.push(id);
    const drop = candidates.filter((id) => !kept.includes(id));
    // Repeating a set leaves the order as it is, so every further run would repeat it too.
    if (drops.some((found) => found.join('\n') === drop.join('\n'))) break;
    drops.push(drop);
    for (const id of drop) droppedSoFar.add(id);
  }
  return drops.map((drop) => {
    const situation = readSituation(catalog, withoutAnswers(request, drop));
    const fitting = fittingOffers(situation);
    const bestPlanId = byScore(catalog, termsOf(situation), fitting)[0]!.planId;
    return { drop, total: fitting.length, bestPlanId };
  });
}
