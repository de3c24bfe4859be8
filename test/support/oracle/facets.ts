import type { Attribute, Catalog, Question } from '../../../shared/domain/catalog/schema.ts';
import type { Facet, NumericFacet, OptionFacet } from '../../../shared/domain/engine/schema.ts';
import { filtersOf, passes } from './filtering.ts';
import { histogramOf, type HeldNumber } from './histogram.ts';
import { countPlans, offersOf, type Offered } from './offered.ts';
import type { Situation } from './situation.ts';
import { byCodeUnits, elementsOf, numberOf, optionsOf, valueOf } from './values.ts';

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
    const offered = offersForFacet(situation, question);
    facets.push(
      column.type === 'number'
        ? numericFacet(situation, question, column, offered)
        : optionFacet(situation, question, column, offered),
    );
  }
  return facets;
}

/** All that passes all other filters; a fixed answer stays in its own facet. */
function offersForFacet(situation: Situation, question: Question): Offered[] {
  const respected = filtersOf(situation).filter(
    (filter) => filter.question.id !== question.id || situation.fixed.has(question.id),
  );
  return situation.offered.filter((offer) => respected.every((filter) => passes(filter, offer)));
}

function numericFacet(situation: Situation, question: Question, column: Attribute, offered: Offered[]): NumericFacet {
  const held = knownNumbers(offered, column);
  const ascending = held.map(({ number }) => number).sort((a, b) => a - b);
  return {
    questionId: question.id,
    min: ascending[0] ?? null,
    max: ascending[ascending.length - 1] ?? null,
    histogram: histogramOf(held),
    selected: (situation.answers.get(question.id) as NumericFacet['selected'] | undefined) ?? null,
  };
}

export function knownNumbers(offered: Offered[], column: Attribute): HeldNumber[] {
  return offered.flatMap((offer) => {
    const value = valueOf(offer, column.id);
    return value === null ? [] : [{ planId: offer.planId, number: numberOf(value) }];
  });
}

function optionFacet(situation: Situation, question: Question, column: Attribute, offered: Offered[]): OptionFacet {
  const answer = situation.answers.get(question.id);
  if (column.type === 'boolean') {
    const options = countOptions(question, column, offered, [true, false]);
    const listed = options.map((option) => ({ ...option, selected: option.value === answer }));
    return { questionId: question.id, options: listed, truncated: false };
  }
  const chosen = answer === undefined ? [] : optionsOf(answer);
  const values = inListingOrder(column, new Set([...openOptions(situation, question, column), ...chosen]));
  const listed = countOptions(question, column, offered, values)
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
  offered: Offered[],
  values: (string | boolean)[],
): CountedOption[] {
  return values.map((value) => {
    const answer = question.kind === 'multiple' ? [String(value)] : value;
    return { value, count: countPlans(offered.filter((offer) => passes({ question, column, answer }, offer))) };
  });
}

/** The options that some plan or offer of the version holds, as far as lookups leave the question open for them. */
export function openOptions({ catalog, leftOpen }: Situation, question: Question, column: Attribute): string[] {
  const held = [...heldValues(catalog, column)];
  const left = leftOpen.get(question.id);
  return left === undefined ? held : held.filter((option) => left.includes(option));
}

function heldValues(catalog: Catalog, column: Attribute): Set<string> {
  const held = new Set<string>();
  for (const holder of [...catalog.plans, ...offersOf(catalog)]) {
    const value = valueOf(holder, column.id);
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
