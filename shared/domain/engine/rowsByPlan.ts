/** Offer rows grouped by plan: those of plan p are `rows[starts[p]]` up to before `rows[starts[p + 1]]`, ascending. */
export interface RowsByPlan {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

export function groupByPlan(plans: Uint32Array, planCount: number): RowsByPlan {
  const starts = new Uint32Array(planCount + 1);
  for (const plan of plans) starts[plan + 1] = starts[plan + 1]! + 1;
  for (let plan = 0; plan < planCount; plan++) starts[plan + 1] = starts[plan + 1]! + starts[plan]!;
  const rows = new Uint32Array(plans.length);
  const next = starts.slice();
  for (let row = 0; row < plans.length; row++) {
    const plan = plans[row]!;
    const at = next[plan]!;
    rows[at] = row;
    next[plan] = at + 1;
  }
  return { rows, starts };
}
