import type { Catalog, Condition } from '../../../shared/domain/catalog/schema.ts';
import { lookUp, unmatchedQuestions } from './lookups.ts';
import { lookedUpBy, questionOf, questionsNamedIn } from './naming.ts';
import type { PlainRequest } from './request.ts';
import { toGivenAnswer, type GivenAnswer } from './values.ts';

/** What is answered, by the person, by the caller or by lookups, and which questions apply. */
export interface Answered {
  /** Every answer that is one, whether or not its question applies; derived ones too. */
  given: Map<string, GivenAnswer>;
  /** The effective ones among them. */
  answers: Map<string, GivenAnswer>;
  /** Those that lookups filled in. */
  derived: Map<string, string>;
  /** Ids of the questions whose answer is the caller's own condition. */
  fixed: Set<string>;
  applies: Set<string>;
  /** Options between which lookups leave an open question. */
  leftOpen: Map<string, string[]>;
  unmatched: string[];
}

export function readAnswers(catalog: Catalog, request: PlainRequest): Answered {
  const given = new Map<string, GivenAnswer>();
  const fixed = new Set<string>();
  for (const { id } of catalog.questions) {
    const isFixed = request.fixed.has(id);
    const answer = toGivenAnswer(isFixed ? request.fixed.get(id) : request.responses.get(id));
    if (answer === undefined) continue;
    given.set(id, answer);
    if (isFixed) fixed.add(id);
  }
  const answered: Answered = {
    given,
    fixed,
    answers: new Map(),
    derived: new Map(),
    applies: new Set(),
    leftOpen: new Map(),
    unmatched: [],
  };
  const read = new Set<string>();
  /** A question is read after all that its condition names and all by which it may be filled in. */
  function readQuestion(id: string): void {
    if (read.has(id)) return;
    read.add(id);
    const { askWhen } = questionOf(catalog, id);
    if (askWhen !== undefined) questionsNamedIn(askWhen).forEach(readQuestion);
    lookedUpBy(catalog, id).forEach(readQuestion);
    if (askWhen !== undefined && !holds(answered.answers, askWhen)) return;
    answered.applies.add(id);
    if (!given.has(id)) fillIn(catalog, id, answered);
    const answer = given.get(id);
    if (answer !== undefined) answered.answers.set(id, answer);
  }
  for (const { id } of catalog.questions) readQuestion(id);
  return { ...answered, unmatched: unmatchedQuestions(catalog, answered.answers) };
}

function fillIn(catalog: Catalog, id: string, { given, answers, derived, leftOpen }: Answered): void {
  const { agreed, between } = lookUp(catalog, id, answers);
  if (agreed.length > 0) {
    derived.set(id, agreed[0]!);
    given.set(id, agreed[0]!);
  } else if (between !== undefined) leftOpen.set(id, between);
}

function holds(answers: Map<string, GivenAnswer>, condition: Condition): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(answers, part));
  if ('any' in condition) return condition.any.some((part) => holds(answers, part));
  const answer = answers.get(condition.question);
  if (answer === undefined) return false;
  if ('in' in condition) {
    const chosen = Array.isArray(answer) ? answer : [answer];
    return chosen.some((one) => condition.in.some((listed) => listed === one));
  }
  if (typeof answer !== 'number') return false;
  return (
    (condition.min === undefined || answer >= condition.min) && (condition.max === undefined || answer <= condition.max)
  );
}
