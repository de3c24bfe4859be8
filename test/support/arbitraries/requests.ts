import fc from 'fast-check';
import type { Catalog, Plan } from '../../../shared/domain/catalog/schema.ts';
import { PARTS, type Answer, type ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { offersOf } from '../oracle/offered.ts';
import { MOST_QUESTIONS, type GeneratedCatalog } from './catalogs.ts';
import type { BuiltQuestion } from './questions.ts';
import { numberArbitrary, optionArbitrary, seldom, type Generated } from './values.ts';

const answerChoiceArbitrary = fc.record({
  way: fc.nat(99),
  picks: fc.array(fc.nat(99), { minLength: 2, maxLength: 4 }),
  strangeOption: optionArbitrary,
  strangeNumber: numberArbitrary,
});
type AnswerChoice = Generated<typeof answerChoiceArbitrary>;

const answerChoices = fc.array(answerChoiceArbitrary, { minLength: MOST_QUESTIONS, maxLength: MOST_QUESTIONS });

const requestChoiceArbitrary = fc.record({
  answers: answerChoices,
  /** How many answers in a hundred are given, and how many of these suit one plan. */
  eagerness: fc.constantFrom(60, 30, 90, 100),
  modesty: fc.constantFrom(60, 100, 90, 0),
  suitedPlan: fc.nat(99),
  fixed: fc.option(answerChoices, { freq: 2 }),
  excluded: fc.array(fc.nat(99), { maxLength: 4 }),
  excludesUnknown: fc.boolean(),
  offset: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 5, 40, Number.MAX_SAFE_INTEGER) },
  ),
  limit: fc.constantFrom(undefined, undefined, 100, 3, 30, 1, 0),
  sort: fc.nat(99),
  include: fc.option(fc.subarray([...PARTS]), { freq: 3 }),
  facets: seldom(fc.array(fc.nat(99), { maxLength: 3 })),
});
type RequestChoice = Generated<typeof requestChoiceArbitrary>;

export interface Asked {
  catalog: Catalog;
  request: ShortlistRequest;
}

/** A catalogue with a valid request over it. */
export function askedArbitrary(catalogs: fc.Arbitrary<GeneratedCatalog>): fc.Arbitrary<Asked> {
  return fc.tuple(catalogs, requestChoiceArbitrary).map(([generated, choice]) => ({
    catalog: generated.catalog,
    request: toRequest(generated, choice),
  }));
}

/** A catalogue with several valid requests over it. */
export function askedOftenArbitrary(
  catalogs: fc.Arbitrary<GeneratedCatalog>,
): fc.Arbitrary<{ catalog: Catalog; requests: ShortlistRequest[] }> {
  const choices = fc.array(requestChoiceArbitrary, { minLength: 2, maxLength: 4 });
  return fc.tuple(catalogs, choices).map(([generated, requestChoices]) => ({
    catalog: generated.catalog,
    requests: requestChoices.map((choice) => toRequest(generated, choice)),
  }));
}

/** A catalogue with a request that answers every filter, whatever the plans hold. */
export function overConstrainedArbitrary(catalogs: fc.Arbitrary<GeneratedCatalog>): fc.Arbitrary<Asked> {
  return fc.tuple(catalogs, requestChoiceArbitrary).map(([generated, choice]) => ({
    catalog: generated.catalog,
    request: toRequest(generated, { ...choice, eagerness: 100, modesty: 0 }),
  }));
}

function toRequest({ catalog, questions }: GeneratedCatalog, choice: RequestChoice): ShortlistRequest {
  const request: ShortlistRequest = { responses: toResponses(catalog, questions, choice.answers, choice) };
  if (choice.fixed !== null) {
    request.fixed = toResponses(catalog, questions, choice.fixed, { ...choice, eagerness: 20 });
  }
  const { plans } = catalog;
  const excluded = plans.length === 0 ? [] : choice.excluded.map((index) => plans[index % plans.length]!.planId);
  if (choice.excludesUnknown) excluded.push('__proto__ of no plan', 'valueOf');
  if (excluded.length > 0) request.exclude = [...new Set(excluded)];
  if (choice.offset !== undefined) request.offset = choice.offset;
  if (choice.limit !== undefined) request.limit = choice.limit;
  if (choice.include !== null) request.include = choice.include;
  if (choice.facets !== null && questions.length > 0) {
    request.facets = [...new Set(choice.facets.map((index) => questions[index % questions.length]!.id))];
  }
  const sorts = [undefined, 'score', ...possibleSorts(catalog, questions)];
  const sort = sorts[choice.sort % (2 * sorts.length)];
  if (sort !== undefined) request.sort = sort;
  return request;
}

function possibleSorts(catalog: Catalog, questions: BuiltQuestion[]): string[] {
  const attributes = catalog.attributes.filter(({ type }) => type === 'number').map(({ id }) => id);
  const onNumbers = questions.filter(({ pool }) => pool?.attribute.type === 'number').map(({ id }) => id);
  // An attribute wins over a question of the same id, so that question can be sorted by only if both are numbers.
  const sortable = onNumbers.filter((id) => catalog.attributes.every((attribute) => attribute.id !== id));
  return [...attributes, ...sortable].flatMap((id) => [`${id}:asc`, `${id}:desc`]);
}

function toResponses(
  catalog: Catalog,
  questions: BuiltQuestion[],
  choices: AnswerChoice[],
  { eagerness, modesty, suitedPlan }: { eagerness: number; modesty: number; suitedPlan: number },
): Record<string, Answer> {
  const offered = offersOf(catalog);
  const suited = offered.length === 0 ? undefined : offered[suitedPlan % offered.length];
  const answers = questions.flatMap((question, index): [string, Answer][] => {
    const choice = choices[index]!;
    const share = eagernessFor(catalog, question, choice, eagerness);
    // The lowest ways leave a question unanswered, so that a failure is shrunk towards few answers.
    if (choice.way < 100 - share) return choice.way % 3 === 1 ? [[question.id, notAnAnswer(question, choice)]] : [];
    const isSuited = (choice.way * 37) % 100 < modesty;
    return [[question.id, (isSuited ? suitingAnswer(question, suited) : undefined) ?? freeAnswer(question, choice)]];
  });
  return Object.fromEntries(answers);
}

/** What lookups may fill in is mostly left to them, and most of what is required is answered. */
function eagernessFor(
  { offers, lookups = [] }: Catalog,
  { id }: BuiltQuestion,
  { picks }: AnswerChoice,
  eagerness: number,
): number {
  if (lookups.some(({ to }) => to.includes(id)) && picks[0]! % 3 > 0) return Math.min(eagerness, 20);
  const isAskedFirst = offers?.requires.includes(id) === true || lookups.some(({ from }) => from.includes(id));
  return isAskedFirst && eagerness > 20 ? Math.max(eagerness, 85) : eagerness;
}

function notAnAnswer({ kind }: BuiltQuestion, { picks }: AnswerChoice): Answer {
  const ways: Answer[] = kind === 'range' ? [null, [], {}, { min: null, max: null }] : [null, [], {}];
  return ways[picks[0]! % ways.length]!;
}

/** What one would answer who wants this plan; undefined where its value is unknown. */
function suitingAnswer({ kind, pool, question }: BuiltQuestion, plan: Plan | undefined): Answer | undefined {
  if (pool === undefined || question.match === 'none') return undefined;
  const value = Object.entries(plan?.values ?? {}).find(([id]) => id === pool.attribute.id)?.[1];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : kind === 'single' ? value[0] : value;
  if (kind === 'multiple') return [String(value)];
  if (kind === 'range') return { min: Number(value) };
  return value;
}

function freeAnswer({ kind, options, numbers }: BuiltQuestion, choice: AnswerChoice): Answer {
  const { way, picks, strangeOption, strangeNumber } = choice;
  const isStrange = way % 10 === 9;
  const option = (pick: number) => (isStrange ? strangeOption : options[pick % options.length]!);
  const number = (pick: number) => (isStrange ? strangeNumber : numbers[pick % numbers.length]!);
  switch (kind) {
    case 'single':
      return option(picks[0]!);
    case 'multiple':
      return isStrange ? [strangeOption, options[0]!] : picks.map(option);
    case 'boolean':
      return picks[0]! % 2 === 0;
    case 'number':
      return number(picks[0]!);
    case 'range': {
      const ends = [number(picks[0]!), numbers[picks[1]! % numbers.length]!].sort((a, b) => a - b);
      if (way % 3 === 0) return { min: ends[0], max: ends[1] };
      return way % 3 === 1 ? { max: ends[1] } : { min: ends[0], max: null };
    }
  }
}
