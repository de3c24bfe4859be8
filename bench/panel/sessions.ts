import type { Responses } from '../../shared/domain/engine/schema.ts';
import { createRandom, pickSome, type Random } from '../support/random.ts';
import { preferences, testOf, type OptionTest } from './catalog.ts';
import { categoryColumns, facetColumns, numberColumns, quantilesOf, type OptionColumn } from './columns.ts';
import { createPlan, type PanelPlan } from './plans.ts';

/** One filtering answer as the peers take it. Booleans are the options "true" and "false". */
export type PanelAnswer =
  | { columnId: string; test: OptionTest; options: readonly string[] }
  | { columnId: string; test: 'range'; min: number; max: number };

/** The answer to a preference question: a number, or the value of a category; in the order of `preferences`. */
export type PreferenceAnswer = number | string;

export interface PanelSession {
  answers: readonly PanelAnswer[];
  preferenceAnswers: readonly PreferenceAnswer[];
  /** The same as responses of a Shortlist request. */
  responses: Responses;
}

const FEWEST_ANSWERS = 4;
const MOST_ANSWERS = 12;

/** Sessions of one seed over the panel of that seed; `stream` keeps warm-up, measured and zero-result sessions apart. */
export interface SessionSource {
  /** 4 to 12 answers that at least one plan satisfies. */
  satisfiable(stream: number, index: number): PanelSession;
  /** 12 answers, half of them taken from one plan and half from another: at most very few plans fit. */
  contradictory(stream: number, index: number): PanelSession;
}

/** @param planAt a plan of the panel, or whatever is offered in its place */
export function createSessionSource(
  seed: number,
  plans: number,
  planAt: (index: number) => PanelPlan = (index) => createPlan(seed, index),
): SessionSource {
  const quantiles = new Map(numberColumns.map((column) => [column.id, quantilesOf(column, seed)]));
  const questionIds = [...facetColumns, ...numberColumns].map(({ id }) => id);
  const facetColumnById = new Map(facetColumns.map((column) => [column.id, column]));

  const answerFrom = (random: Random, plan: PanelPlan, columnId: string): PanelAnswer => {
    const column = facetColumnById.get(columnId);
    const value = plan.values[columnId]!;
    return column === undefined
      ? createRange(random, columnId, value as number, quantiles.get(columnId)!)
      : createOptionAnswer(random, column, value as string | boolean | string[]);
  };
  const randomPlan = (random: Random): PanelPlan => planAt(random.integer(plans));

  return {
    satisfiable(stream, index) {
      const random = createRandom(seed, 0x73, stream, index);
      const plan = randomPlan(random);
      const wanted = FEWEST_ANSWERS + random.integer(MOST_ANSWERS - FEWEST_ANSWERS + 1);
      // A plan with an empty set can satisfy no answer to that question.
      const answerable = questionIds.filter((id) => !isEmptySet(plan, id));
      return toSession(
        random,
        pickSome(random, answerable, wanted).map((id) => answerFrom(random, plan, id)),
        quantiles,
      );
    },
    contradictory(stream, index) {
      const random = createRandom(seed, 0x7a, stream, index);
      const sources = [randomPlan(random), randomPlan(random)];
      const answerable = questionIds.filter((id) => sources.every((plan) => !isEmptySet(plan, id)));
      const answers = pickSome(random, answerable, MOST_ANSWERS).map((id, place) =>
        answerFrom(random, sources[place % 2]!, id),
      );
      return toSession(random, answers, quantiles);
    },
  };
}

const isEmptySet = (plan: PanelPlan, columnId: string): boolean => {
  const value = plan.values[columnId];
  return Array.isArray(value) && value.length === 0;
};

function createOptionAnswer(random: Random, column: OptionColumn, value: string | boolean | string[]): PanelAnswer {
  const columnId = column.id;
  const test = testOf(columnId);
  const held = Array.isArray(value) ? value : [String(value)];
  if (test === 'equals') return { columnId, test, options: held };
  if (test === 'all') return { columnId, test, options: pickSome(random, held, 1 + random.integer(2)) };
  const own = pickSome(random, held, 1);
  const others = pickSome(random, column.values, 1 + random.integer(2));
  return { columnId, test, options: [...new Set([...own, ...others])] };
}

/** A range around the plan's value that holds a fifth to seven tenths of all plans; a third are open at one end. */
function createRange(random: Random, columnId: string, value: number, quantiles: Float64Array): PanelAnswer {
  const last = quantiles.length - 1;
  const place = quantiles.findIndex((quantile) => quantile >= value);
  const at = place === -1 ? last : place;
  const width = Math.round(last * (0.2 + 0.5 * random.next()));
  const below = random.integer(width + 1);
  const min = Math.min(value, quantiles[Math.max(0, at - below)]!);
  const max = Math.max(value, quantiles[Math.min(last, at + width - below)]!);
  const open = random.integer(6);
  return {
    columnId,
    test: 'range',
    min: open === 0 ? -Infinity : min,
    max: open === 1 ? Infinity : max,
  };
}

function toSession(random: Random, answers: PanelAnswer[], quantiles: Map<string, Float64Array>): PanelSession {
  const preferenceAnswers = preferences.map(({ attribute, curve }) => {
    if (curve.kind === 'ordered') {
      const { values } = categoryColumns.find(({ id }) => id === attribute)!;
      return values[random.integer(values.length)]!;
    }
    const table = quantiles.get(attribute)!;
    return table[random.integer(table.length)]!;
  });
  const responses: Responses = {};
  for (const answer of answers) responses[answer.columnId] = toResponse(answer);
  for (const [place, { questionId }] of preferences.entries()) responses[questionId] = preferenceAnswers[place]!;
  return { answers, preferenceAnswers, responses };
}

function toResponse(answer: PanelAnswer): Responses[string] {
  if (answer.test === 'range') {
    return {
      ...(answer.min === -Infinity ? {} : { min: answer.min }),
      ...(answer.max === Infinity ? {} : { max: answer.max }),
    };
  }
  if (answer.columnId.startsWith('boolean')) return answer.options[0] === 'true';
  return answer.test === 'equals' ? answer.options[0]! : [...answer.options];
}
