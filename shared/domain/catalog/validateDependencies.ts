import type { FaultList } from './faultList.ts';
import { quote } from './jsonPointer.ts';
import type { KnownQuestions } from './validateReferences.ts';

/** One question waits for another, by `askWhen`, `attributeBy` or a lookup; `path` is where the catalogue says so. */
export interface Dependency {
  readonly from: number;
  readonly on: string;
  readonly path: string;
}

/** Reports circles of questions, one for each group that waits for itself, and names the way round. */
export function validateDependencies(
  faults: FaultList,
  known: KnownQuestions,
  dependencies: readonly Dependency[],
): void {
  const idOf = new Map([...known.byId.values()].map(({ id, index }) => [index, id]));
  // From each question to those it waits for, and where it says so first. (A repeated id is a fault already; only the
  // first question of that name takes part.)
  const next = new Map([...idOf.keys()].map((index) => [index, new Map<number, string>()]));
  for (const { from, on, path } of dependencies) {
    const to = known.byId.get(on)!.index;
    const steps = next.get(from);
    if (steps !== undefined && !steps.has(to)) steps.set(to, path);
  }
  const reported = new Set<number>();
  for (const start of [...next.keys()].sort((a, b) => a - b)) {
    if (reported.has(start)) continue;
    const circle = shortestCircle(start, next);
    if (circle === undefined) continue;
    const names = [start, ...circle.map(({ to }) => to)];
    for (const member of names) reported.add(member);
    const way = names.map((index) => quote(idOf.get(index)!)).join(' -> ');
    faults.add(circle[0]!.path, 'cycle', `Break the circle ${way}: no question may wait for itself.`);
  }
}

interface Step {
  readonly to: number;
  readonly path: string;
}

/** The shortest way from `start` back to it, by breadth-first search; undefined when there is none. */
function shortestCircle(start: number, next: ReadonlyMap<number, ReadonlyMap<number, string>>): Step[] | undefined {
  const reachedBy = new Map<number, { step: Step; from: number }>();
  const queue = [start];
  for (const from of queue) {
    for (const [to, path] of next.get(from) ?? []) {
      if (reachedBy.has(to)) continue;
      reachedBy.set(to, { step: { to, path }, from });
      if (to === start) return wayTo(start, reachedBy);
      queue.push(to);
    }
  }
  return undefined;
}

function wayTo(start: number, reachedBy: ReadonlyMap<number, { step: Step; from: number }>): Step[] {
  const way: Step[] = [];
  let at = start;
  do {
    const { step, from } = reachedBy.get(at)!;
    way.unshift(step);
    at = from;
  } while (at !== start);
  return way;
}
