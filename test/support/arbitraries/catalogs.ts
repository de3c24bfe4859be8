import fc from 'fast-check';
import type { Catalog, Plan } from '../../../shared/domain/catalog/schema.ts';
import { attributesArbitrary, planChoicesArbitrary, toPlan } from './attributes.ts';
import type { Generated } from './values.ts';
import {
  questionChoiceArbitrary,
  rankingChoiceArbitrary,
  toQuestion,
  toRankingEntry,
  type BuiltQuestion,
} from './questions.ts';

/** A valid catalogue, and its questions with the answers they are likely to get. */
export interface GeneratedCatalog {
  catalog: Catalog;
  questions: BuiltQuestion[];
}

const choices = {
  attributes: attributesArbitrary,
  plans: planChoicesArbitrary,
  questions: fc.uniqueArray(questionChoiceArbitrary, { selector: ({ id }) => id, maxLength: 8, size: 'max' }),
  /** Where each question is listed, whatever it depends on. */
  places: fc.array(fc.nat(99), { minLength: 8, maxLength: 8 }),
  ranking: fc.array(rankingChoiceArbitrary, { maxLength: 3 }),
  /** No share that a sum of few weights comes to, save for all and nothing: rounding must not decide. */
  stopAt: fc.constantFrom(undefined, 1, 0.51234, 0),
};

/** Small catalogues: 0 to 30 plans, 1 to 10 attributes, 0 to 8 questions. */
export const catalogArbitrary: fc.Arbitrary<GeneratedCatalog> = catalogWith(fc.record(choices));

/** Catalogues of nothing but filters, so that they can easily be asked for too much. */
export const filtersOnlyArbitrary: fc.Arbitrary<GeneratedCatalog> = catalogWith(
  fc.record({
    ...choices,
    questions: fc.uniqueArray(
      questionChoiceArbitrary.map((question) => ({ ...question, effect: 'filter' as const })),
      { selector: ({ id }) => id, minLength: 3, maxLength: 8, size: 'max' },
    ),
  }),
);

type Choices = { [Name in keyof typeof choices]: Generated<(typeof choices)[Name]> };

function catalogWith(arbitrary: fc.Arbitrary<Choices>): fc.Arbitrary<GeneratedCatalog> {
  return arbitrary.map(({ plans, ...rest }) =>
    toCatalog({ ...rest, plans: plans.map(({ planId, cells }) => toPlan(rest.attributes, planId, cells)) }),
  );
}

/** Builds questions and ranking from their choices, and lists the questions in the order of their places. */
export function toCatalog(parts: Omit<Choices, 'plans'> & { plans: Plan[] }): GeneratedCatalog {
  const { attributes, plans, places, stopAt } = parts;
  const built: BuiltQuestion[] = [];
  for (const choice of parts.questions) built.push(toQuestion(choice, attributes, built));
  const questions = built
    .map((question, index) => ({ question, place: places[index]! }))
    .sort((a, b) => a.place - b.place)
    .map(({ question }) => question);
  const ranking = parts.ranking
    .map((entry) => toRankingEntry(entry, attributes, questions))
    .filter((entry) => entry !== undefined);
  const catalog: Catalog = {
    attributes: attributes.map(({ attribute }) => attribute),
    plans,
    questions: questions.map(({ question }) => question),
    ranking,
    ...(stopAt === undefined ? {} : { stopAt }),
  };
  return { catalog, questions };
}
