import type {
  Attribute,
  AttributeBy,
  Catalog,
  Condition,
  Plan,
  Question,
} from '../../../shared/domain/catalog/schema.ts';
import type { PlainRequest } from './request.ts';
import { toGivenAnswer, type GivenAnswer } from './values.ts';

/** A request read against the questionnaire: which questions apply, what is answered, which columns are bound. */
export interface Situation {
  catalog: Catalog;
  /** The plans of the version that are not excluded. */
  plans: Plan[];
  /** Every answer that is one, whether or not its question applies. */
  given: Map<string, GivenAnswer>;
  /** The effective ones among them. */
  answers: Map<string, GivenAnswer>;
  /** Ids of the questions whose answer is the caller's own condition. */
  fixed: Set<string>;
  applies: Set<string>;
  /** The column of each question that has one now, applying or not. */
  columns: Map<string, Attribute>;
}

export function readSituation(catalog: Catalog, request: PlainRequest): Situation {
  const given = new Map<string, GivenAnswer>();
  const fixed = new Set<string>();
  for (const { id } of catalog.questions) {
    const isFixed = request.fixed.has(id);
    const answer = toGivenAnswer(isFixed ? request.fixed.get(id) : request.responses.get(id));
    if (answer === undefined) continue;
    given.set(id, answer);
    if (isFixed) fixed.add(id);
  }
  const applies = new Set<string>();
  for (const question of catalog.questions) if (doesApply(catalog, given, question)) applies.add(question.id);
  const answers = new Map([...given].filter(([id]) => applies.has(id)));
  const columns = new Map<string, Attribute>();
  for (const question of catalog.questions) {
    const column = columnOf(catalog, answers, question);
    if (column !== undefined) columns.set(question.id, column);
  }
  const plans = catalog.plans.filter((plan) => !request.exclude.has(plan.planId));
  return { catalog, plans, given, answers, fixed, applies, columns };
}

function doesApply(catalog: Catalog, given: Map<string, GivenAnswer>, question: Question): boolean {
  return question.askWhen === undefined || holds(catalog, given, question.askWhen);
}

function holds(catalog: Catalog, given: Map<string, GivenAnswer>, condition: Condition): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(catalog, given, part));
  if ('any' in condition) return condition.any.some((part) => holds(catalog, given, part));
  const answer = given.get(condition.question);
  if (answer === undefined || !doesApply(catalog, given, questionOf(catalog, condition.question))) return false;
  if ('in' in condition) {
    const chosen = Array.isArray(answer) ? answer : [answer];
    return chosen.some((one) => condition.in.some((listed) => listed === one));
  }
  if (typeof answer !== 'number') return false;
  return (
    (condition.min === undefined || answer >= condition.min) && (condition.max === undefined || answer <= condition.max)
  );
}

/** The attribute that a question or ranking entry is bound to under these effective answers. */
export function columnOf(
  catalog: Catalog,
  answers: Map<string, GivenAnswer>,
  bound: { attribute?: string; attributeBy?: AttributeBy },
): Attribute | undefined {
  const attributeId = bound.attributeBy === undefined ? bound.attribute : lookUp(answers, bound.attributeBy);
  return attributeId === undefined ? undefined : attributeOf(catalog, attributeId);
}

function lookUp(answers: Map<string, GivenAnswer>, by: AttributeBy): string | undefined {
  const key = keyOf(by, answers.get(by.question));
  if (key === undefined) return by.default;
  const found = by.map[key]!;
  return typeof found === 'string' ? found : lookUp(answers, found);
}

/** The key of the map that an answer finds: the option, "true" or "false", or the largest band not above a number. */
function keyOf(by: AttributeBy, answer: GivenAnswer | undefined): string | undefined {
  if (answer === undefined) return undefined;
  if (typeof answer === 'object') throw new Error('a column is chosen by one option, a number or yes and no');
  if (typeof answer !== 'number') return Object.keys(by.map).find((key) => key === String(answer));
  const notAbove = Object.keys(by.map).filter((key) => Number(key) <= answer);
  return notAbove.sort((a, b) => Number(b) - Number(a))[0];
}

/** Every attribute that a question or ranking entry could be bound to, whatever is answered. */
export function possibleColumns(
  catalog: Catalog,
  bound: { attribute?: string; attributeBy?: AttributeBy },
): Attribute[] {
  const ids = bound.attributeBy === undefined ? [bound.attribute!] : attributesNamedBy(bound.attributeBy);
  return [...new Set(ids)].map((id) => attributeOf(catalog, id));
}

function attributesNamedBy(by: AttributeBy): string[] {
  const mapped = Object.values(by.map).flatMap((found) =>
    typeof found === 'string' ? [found] : attributesNamedBy(found),
  );
  return by.default === undefined ? mapped : [...mapped, by.default];
}

export function questionsNamedBy(by: AttributeBy): string[] {
  const inner = Object.values(by.map).flatMap((found) => (typeof found === 'string' ? [] : questionsNamedBy(found)));
  return [by.question, ...inner];
}

export function questionsNamedIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(questionsNamedIn);
  if ('any' in condition) return condition.any.flatMap(questionsNamedIn);
  return [condition.question];
}

export function questionOf(catalog: Catalog, questionId: string): Question {
  return catalog.questions.find((question) => question.id === questionId)!;
}

export function attributeOf(catalog: Catalog, attributeId: string): Attribute {
  return catalog.attributes.find((attribute) => attribute.id === attributeId)!;
}
