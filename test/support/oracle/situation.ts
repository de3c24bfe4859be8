import type { Attribute, AttributeBy, Catalog } from '../../../shared/domain/catalog/schema.ts';
import { attributeOf } from './naming.ts';
import { offersOf, type Offered } from './offered.ts';
import { readAnswers, type Answered } from './reading.ts';
import type { PlainRequest } from './request.ts';
import type { GivenAnswer } from './values.ts';

/** A request read against the catalogue: what is answered and applies, which columns are bound, what can be had. */
export interface Situation extends Answered {
  catalog: Catalog;
  /** All that is offered, but of plans that are excluded. */
  offered: Offered[];
  /** The column of each question that has one now, applying or not. */
  columns: Map<string, Attribute>;
  /** The required questions without an effective answer. */
  needs: string[];
}

export function readSituation(catalog: Catalog, request: PlainRequest): Situation {
  const answered = readAnswers(catalog, request);
  const columns = new Map<string, Attribute>();
  for (const question of catalog.questions) {
    const column = columnOf(catalog, answered.answers, question);
    if (column !== undefined) columns.set(question.id, column);
  }
  const offered = offersOf(catalog).filter(({ planId }) => !request.exclude.has(planId));
  const needs = (catalog.offers?.requires ?? []).filter((id) => !answered.answers.has(id));
  return { ...answered, catalog, offered, columns, needs };
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
