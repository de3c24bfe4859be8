import type { Attribute, Catalog, Plan, Question } from '../../../shared/domain/catalog/schema.ts';
import type { Facet, NumericFacet, OptionFacet } from '../../../shared/domain/engine/schema.ts';
import { filtersOf, passes } from './filtering.ts';
import { histogramOf } from './histogram.ts';
import type { Situation } from './situation.ts';
import { byCodeUnits, elementsOf, numberOf, optionsOf, valueOf, type GivenAnswer } from './values.ts';

const MOST_OPTIONS = 2_000;

export interface CountedOption {
  value: string | boolean;
  count: number;
}

export function facetsOf(situation: Situation): Facet[] {
  const facets: Facet[] = [];
  for (const question of situation.catalog.questions) {
    const column = situation.columns.get(question.id);
    if (question.effect !== 'filter' || !situation.applies.has(question.id) || column === undefined) continue;
    const plans = plansForFacet(situation, question);
    const answer = situation.answers.get(question.id);
    facets.push(
      column.type === 'number'
        ? numericFacet(question, column, plans, answer)
        : optionFacet(situation.catalog, question, column, plans, answer),
    );
  }
  return facets;
}

/** The plans that pass all other filters; a fixed answer stays in its own facet. */
function plansForFacet(situation: Situation, question: Question): Plan[] {
  const respected = filtersOf(situation).filter(
    (filter) => filter.question.id !== question.id || situation.fixed.has(question.id),
  );
  return situation.plans.filter((plan) => respected.every((filter) => passes(filter, plan)));
}

function numericFacet(
  question: Question,
  column: Attribute,
  plans: Plan[],
  answer: GivenAnswer | undefined,
): NumericFacet {
  const histogram = histogramOf(knownNumbers(plans, column));
  const known = knownNumbers(plans, column).sort((a, b) => a - b);
  return {
    questionId: question.id,
    min: known[0] ?? null,
    max: known[known.length - 1] ?? null,
    histogram,
    selected: (answer as NumericFacet['selected'] | undefined) ?? null,
  };
}

export function knownNumbers(plans: Plan[], column: Attribute): number[] {
  return plans
    .map((plan) => valueOf(plan, column.id))
    .filter((value) => value !== null)
    .map(numberOf);
}

function optionFacet(
  catalog: Catalog,
  question: Question,
  column: Attribute,
  plans: Plan[],
  answer: GivenAnswer | undefined,
): OptionFacet {
  if (column.type === 'boolean') {
    const options = countOptions(question, column, plans, [true, false]);
    const listed = options.map((option) => ({ ...option, selected: option.value === answer }));
    return { questionId: question.id, options: listed, truncated: false };
  }
  const chosen = answer === undefined ? [] : optionsOf(answer);
  const values = inListingOrder(column, new Set([...heldValues(catalog.plans, column), ...chosen]));
  const listed = countOptions(question, column, plans, values)
    .map((option) => ({ ...option, selected: chosen.includes(String(option.value)) }))
    .filter((option) => option.count > 0 || option.selected);
  const truncated = listed.length > MOST_OPTIONS;
  const highest = new Set(
    [...listed]
      .sort((a, b) => b.count - a.count || byCodeUnits(String(a.value), String(b.value)))
      .slice(0, MOST_OPTIONS),
  );
  const options = listed.filter((option) => highest.has(option) || option.selected);
  return { questionId: question.id, options, truncated };
}

/** How many of these plans would pass the question with each value alone as the answer. */
export function countOptions(
  question: Question,
  column: Attribute,
  plans: Plan[],
  values: (string | boolean)[],
): CountedOption[] {
  return values.map((value) => {
    const answer = question.kind === 'multiple' ? [String(value)] : value;
    return { value, count: plans.filter((plan) => passes({ question, column, answer }, plan)).length };
  });
}

/** The options that some of these plans hold. */
export function heldValues(plans: Plan[], column: Attribute): Set<string> {
  const held = new Set<string>();
  for (const plan of plans) {
    const value = valueOf(plan, column.id);
    if (value !== null) for (const element of elementsOf(value)) held.add(element);
  }
  return held;
}

/** Declared values first and in that order, then the others ascending. */
export function inListingOrder(column: Attribute, values: Set<string>): string[] {
  const declared = (column.values ?? []).map(({ value }) => value);
  const others = [...values].filter((value) => !declared.includes(value)).sort(byCodeUnits);
  return [...declared.filter((value) => values.has(value)), ...others];
}
