import type { RoaringBitmap32 as Bitmap } from 'roaring';
import { preferences } from '../../panel/catalog.ts';
import { categoryColumns } from '../../panel/columns.ts';
import type { PanelPlan } from '../../panel/plans.ts';
import type { PanelSession } from '../../panel/sessions.ts';
import { TOP_PLANS } from '../panelEngine.ts';
import { createUtilities, preferenceWeights, toScore } from '../scoring.ts';

/** What the six preferences need of each row, in their order: two finished terms, two numbers, two ranks. */
export interface RankingColumns {
  price: Float64Array;
  rating: Float64Array;
  size: Float64Array;
  age: Float64Array;
  grade: Uint8Array;
  tier: Uint8Array;
}

export function buildRankingColumns(rows: readonly PanelPlan[]): RankingColumns {
  const valuesOf = (place: number): (string | number)[] =>
    rows.map((plan) => plan.values[preferences[place]!.attribute] as string | number);
  // A linear curve does not depend on the answer, so its term is worked out once per plan.
  const utilities = createUtilities(preferences.map(() => ''));
  const finished = (place: number): Float64Array =>
    Float64Array.from(valuesOf(place), (value) => preferenceWeights[place]! * utilities[place]!(value));
  const numbers = (place: number): Float64Array => Float64Array.from(valuesOf(place) as number[]);
  const ranks = (place: number): Uint8Array => {
    const order = orderOf(place);
    return Uint8Array.from(valuesOf(place), (value) => order.indexOf(value as string));
  };
  return {
    price: finished(0),
    rating: finished(1),
    size: numbers(2),
    age: numbers(3),
    grade: ranks(4),
    tier: ranks(5),
  };
}

const orderOf = (place: number): readonly string[] =>
  categoryColumns.find(({ id }) => id === preferences[place]!.attribute)!.values;

function widthOf(place: number): number {
  const { curve } = preferences[place]!;
  if (curve.kind !== 'target') throw new Error(`preference ${place} has no target`);
  return curve.width;
}

/** Ranks the rows of a bitmap; of equal scores the smaller row, which is the smaller plan id, comes first. */
export function createRanking(
  { price, rating, size, age, grade, tier }: RankingColumns,
  rows: number,
): (fitting: Bitmap, session: PanelSession) => readonly number[] {
  const buffer = new Uint32Array(rows);
  const sizeWidth = widthOf(2);
  const ageWidth = widthOf(3);
  const [, , sizeWeight, ageWeight] = preferenceWeights as [number, number, number, number];
  const toTerms = (place: number, session: PanelSession): Float64Array => {
    const utility = createUtilities(session.preferenceAnswers)[place]!;
    return Float64Array.from(orderOf(place), (value) => preferenceWeights[place]! * utility(value));
  };

  return (fitting, session) => {
    const wantedSize = session.preferenceAnswers[2] as number;
    const wantedAge = session.preferenceAnswers[3] as number;
    const gradeTerms = toTerms(4, session);
    const tierTerms = toTerms(5, session);
    const topRows: number[] = [];
    const topSums: number[] = [];
    const topScores: number[] = [];
    for (const row of fitting.toUint32Array(buffer)) {
      let sum = price[row]! + rating[row]!;
      sum += sizeWeight * Math.max(0, 1 - Math.abs(size[row]! - wantedSize) / sizeWidth);
      sum += ageWeight * Math.max(0, 1 - Math.abs(age[row]! - wantedAge) / ageWidth);
      sum += gradeTerms[grade[row]!]!;
      sum += tierTerms[tier[row]!]!;
      // The division keeps the order, so only a larger sum can be a larger score.
      const isFull = topRows.length === TOP_PLANS;
      if (isFull && sum <= topSums[TOP_PLANS - 1]!) continue;
      const score = toScore(sum);
      if (isFull) {
        if (score <= topScores[TOP_PLANS - 1]!) continue;
        topRows.pop();
        topSums.pop();
        topScores.pop();
      }
      let place = topRows.length;
      while (place > 0 && topScores[place - 1]! < score) place -= 1;
      topRows.splice(place, 0, row);
      topSums.splice(place, 0, sum);
      topScores.splice(place, 0, score);
    }
    return topRows;
  };
}
