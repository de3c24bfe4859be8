import fc from 'fast-check';
import type { Catalog, Lookup, Plan } from '../../../shared/domain/catalog/schema.ts';
import { attributesArbitrary, planChoicesArbitrary, toPlan } from './attributes.ts';
import { lookupsChoiceArbitrary, toCounty, toLookups, toZip, type LookupsChoice } from './lookups.ts';
import { MOST_REQUIRED, offersChoiceArbitrary, toOffers, toRequired, withMarket } from './offers.ts';
import { seldom, type Generated } from './values.ts';
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

const MOST_CHOSEN = 8;
/** Chosen ones, those that offers require, and two for lookups. */
export const MOST_QUESTIONS = MOST_CHOSEN + MOST_REQUIRED + 2;

const choices = {
  attributes: attributesArbitrary,
  plans: planChoicesArbitrary,
  questions: fc.uniqueArray(questionChoiceArbitrary, { selector: ({ id }) => id, maxLength: MOST_CHOSEN, size: 'max' }),
  /** Where each question is listed, whatever it depends on. */
  places: fc.array(fc.nat(99), { minLength: MOST_QUESTIONS, maxLength: MOST_QUESTIONS }),
  ranking: fc.array(rankingChoiceArbitrary, { maxLength: 3 }),
  /** No share that a sum of few weights comes to, save for all and nothing: rounding must not decide. */
  stopAt: fc.constantFrom(undefined, 1, 0.51234, 0),
  offers: seldom(offersChoiceArbitrary),
  lookups: seldom(lookupsChoiceArbitrary),
};

/** Small catalogues: 0 to 30 plans, 1 to 11 attributes, 0 to 13 questions; a third have offers, a third lookups. */
export const catalogArbitrary: fc.Arbitrary<GeneratedCatalog> = catalogWith(fc.record(choices));

/** Catalogues of nothing but filters, so that they can easily be asked for too much. */
export const filtersOnlyArbitrary: fc.Arbitrary<GeneratedCatalog> = catalogWith(
  fc.record({
    ...choices,
    questions: fc.uniqueArray(
      questionChoiceArbitrary.map((question) => ({ ...question, effect: 'filter' as const })),
      { selector: ({ id }) => id, minLength: 3, maxLength: MOST_CHOSEN, size: 'max' },
    ),
  }),
);

type Choices = { [Name in keyof typeof choices]: Generated<(typeof choices)[Name]> };

function catalogWith(arbitrary: fc.Arbitrary<Choices>): fc.Arbitrary<GeneratedCatalog> {
  return arbitrary.map(({ plans: planChoices, attributes: chosen, offers, ...rest }) => {
    const attributes = withMarket(chosen, offers);
    const plans = planChoices.map(({ planId, cells }) => toPlan(attributes, planId, cells));
    const required = offers === null ? [] : toRequired(offers, attributes);
    const generated = toCatalog({ ...rest, attributes, plans, required });
    if (offers !== null) generated.catalog.offers = toOffers(offers, required, attributes, plans);
    return generated;
  });
}

type Parts = Omit<Choices, 'plans' | 'offers'> & { plans: Plan[]; required: BuiltQuestion[] };

/** Builds questions and ranking from their choices, and lists the questions in the order of their places. */
export function toCatalog({
  attributes,
  plans,
  places,
  stopAt,
  lookups,
  required,
  ...choice
}: Parts): GeneratedCatalog {
  const built = [...(lookups === null ? [] : [toZip(lookups)]), ...required];
  for (const question of choice.questions) built.push(toQuestion(question, attributes, built));
  const filled = lookups === null ? undefined : lookUpAmong(built, lookups);
  const questions = built
    .map((question, index) => ({ question, place: places[index]! }))
    .sort((a, b) => a.place - b.place)
    .map(({ question }) => question);
  const ranking = choice.ranking
    .map((entry) => toRankingEntry(entry, attributes, questions))
    .filter((entry) => entry !== undefined);
  const catalog: Catalog = {
    attributes: attributes.map(({ attribute }) => attribute),
    plans,
    questions: questions.map(({ question }) => question),
    ranking,
    ...(stopAt === undefined ? {} : { stopAt }),
    ...(filled === undefined ? {} : { lookups: filled }),
  };
  return { catalog, questions };
}

/** Adds a question to `built` where there would be nothing to fill in. */
function lookUpAmong(built: BuiltQuestion[], lookups: LookupsChoice): Lookup[] {
  const isSingle = ({ kind }: BuiltQuestion) => kind === 'single';
  if (built.filter(isSingle).length < 2) built.push(toCounty(lookups));
  return toLookups(lookups, built.filter(isSingle));
}
