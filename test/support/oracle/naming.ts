import type { Attribute, AttributeBy, Catalog, Condition, Question } from '../../../shared/domain/catalog/schema.ts';

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

/** The questions by which lookups may fill this one in. */
export function lookedUpBy(catalog: Catalog, questionId: string): string[] {
  return (catalog.lookups ?? []).filter(({ to }) => to.includes(questionId)).flatMap(({ from }) => from);
}
