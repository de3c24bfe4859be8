import type { Question } from '../catalog/schema.ts';
import type { Answer, Facet, NumericFacet, OptionFacet, Range } from '../engine/schema.ts';

/** Options to try, and steps of a number in each direction. */
const OPTIONS = 3;
const STEPS = 2;

/**
 * Answers a person might give instead: none at all, the most frequent other options, the nearest steps of a number. Read
 * from the question's own facet, whose options and buckets are what plans hold.
 */
export function otherAnswers(question: Question, answer: Answer, facet: Facet): Answer[] {
  return [
    null,
    ...('options' in facet ? otherOptions(question, answer, facet) : otherNumbers(question, answer, facet)),
  ];
}

function otherOptions({ kind }: Question, answer: Answer, { options }: OptionFacet): Answer[] {
  if (kind === 'boolean') return [answer !== true];
  const others = options
    .filter(({ count, selected }) => count > 0 && !selected)
    .sort((a, b) => b.count - a.count)
    .slice(0, OPTIONS)
    .map(({ value }) => value as string);
  if (kind === 'single') return others;
  const chosen = answer as string[];
  const fewer = chosen.length < 2 ? [] : chosen.slice(0, OPTIONS).map((left) => chosen.filter((kept) => kept !== left));
  return [...fewer, ...others.map((added) => [...chosen, added])];
}

function otherNumbers({ kind }: Question, answer: Answer, { histogram }: NumericFacet): Answer[] {
  if (histogram.length === 0) return [];
  const edges = [...new Set([...histogram.map(({ from }) => from), histogram.at(-1)!.to])];
  const above = (x: number): number[] => edges.filter((edge) => edge > x).slice(0, STEPS);
  const below = (x: number): number[] => edges.filter((edge) => edge < x).slice(-STEPS);
  if (kind === 'number') return [...below(answer as number), ...above(answer as number)];
  const { min, max } = answer as Range;
  const lower = typeof min === 'number' ? below(min).map((edge) => ({ ...(answer as Range), min: edge })) : [];
  const higher = typeof max === 'number' ? above(max).map((edge) => ({ ...(answer as Range), max: edge })) : [];
  return [...lower, ...higher];
}
