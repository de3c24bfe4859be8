import { preferences } from '../panel/catalog.ts';
import { categoryColumns } from '../panel/columns.ts';
import type { PreferenceAnswer } from '../panel/sessions.ts';

/** Utility of a preference for the value a plan holds, given the answer; the same arithmetic for every peer. */
export type Utility = (value: number | string) => number;

const totalWeight = preferences.reduce((sum, { weight }) => sum + weight, 0);
export const preferenceWeights: readonly number[] = preferences.map(({ weight }) => weight);

/** One utility per preference, in their order. */
export function createUtilities(answers: readonly PreferenceAnswer[]): Utility[] {
  return preferences.map(({ attribute, curve }, place): Utility => {
    const answer = answers[place]!;
    switch (curve.kind) {
      case 'linear':
        return (value) => Math.min(1, Math.max(0, ((value as number) - curve.from) / (curve.to - curve.from)));
      case 'target':
        return (value) => Math.max(0, 1 - Math.abs((value as number) - (answer as number)) / curve.width);
      case 'ordered': {
        const order = categoryColumns.find(({ id }) => id === attribute)!.values;
        const utilities = new Map(
          order.map((value, rank) => [
            value,
            1 - Math.abs(rank - order.indexOf(answer as string)) / (order.length - 1),
          ]),
        );
        return (value) => utilities.get(value as string)!;
      }
    }
  });
}

/** Turns the sum of weight x utility into the score. */
export const toScore = (weightedSum: number): number => weightedSum / totalWeight;
