import type { CompiledCatalog } from './compiledCatalog.ts';
import { valuesFor } from '../questionnaire/compileLookups.ts';
import type { CompiledQuestion } from '../questionnaire/compileQuestionnaire.ts';
import { fitOf, maskOf, passMarket, scoreFit, type FilterPass } from './evaluate.ts';
import { isRequired, planOf, type Span } from './markets.ts';
import { effectiveAnswer, resolve, type Answers, type Resolved } from './resolve.ts';
import type { Relaxation } from './schema.ts';
import { stringAt } from './stringPool.ts';
import { topPositions } from './topRows.ts';

/** How many conflicts, and how many relaxations, are looked for. */
const MOST_SETS = 3;

export interface WaysOut {
  conflicts: string[][];
  relaxations: Relaxation[];
}

/** Whether some plan fits when, of the candidates, just these responses are kept. */
type Fits = (kept: readonly number[]) => boolean;

/**
 * For a request that nothing fits: minimal sets of responses that cannot hold together, and minimal sets to give up.
 * Giving up a response can only let plans in (a question that waited for it stops filtering; what chooses columns is no
 * candidate), so `fits` is monotone, which both algorithms need.
 */
export function waysOutOf(
  catalog: CompiledCatalog,
  resolved: Resolved,
  market: Span,
  excluded: readonly number[],
): WaysOut {
  // Afresh: what was looked at in between may have overwritten the masks.
  const pass = passMarket(catalog, market, resolved, excluded);
  const candidates = candidatesOf(catalog, resolved);
  const fits = createFits(catalog, resolved, pass, candidates);
  if (!fits([])) return { conflicts: [], relaxations: [] };
  const toIds = (questions: readonly number[]) =>
    questions.toSorted((a, b) => a - b).map((question) => catalog.questionnaire.questions[question]!.question.id);
  const conflicts = findConflicts(candidates, fits).map(toIds);
  const dropped = findRelaxations(candidates, fits);
  // From here on the masks of the pass, which `fits` reads, are overwritten.
  const relaxations = dropped.map((drop) => ({
    drop: toIds(drop),
    ...bestWithout(catalog, resolved.answers, market, excluded, drop),
  }));
  return { conflicts, relaxations };
}

/**
 * Effective filter responses, the most important first. Not those fixed by the caller, not what lookups filled in, not
 * those that say which market it is, and not facts. A filter that has no column at the moment counts too: without its
 * chooser it might get one, and another question may wait for its answer.
 */
function candidatesOf(catalog: CompiledCatalog, resolved: Resolved): number[] {
  const { questions } = catalog.questionnaire;
  const facts = factsOf(catalog, resolved);
  const importance = (question: number) => questions[question]!.question.importance ?? 1;
  return questions
    .filter(({ index, question }) => question.effect === 'filter' && effectiveAnswer(resolved, index) !== null)
    .map(({ index }) => index)
    .filter((question) => resolved.answers.pinned[question] !== true && !resolved.derived.has(question))
    .filter((question) => !isRequired(catalog, question) && !facts.has(question))
    .sort((a, b) => importance(b) - importance(a) || a - b);
}

/**
 * Answers without which something else would be asked for instead of less: those that choose the column of an effective
 * filter; those by which a required question was filled in, because no market would be known without them; and those for
 * which a lookup has another value ready. What decides whether such a question applies, and what it was looked up by, are
 * facts with it. Only a given answer that contradicts a lookup brings nothing along: where its question does not apply,
 * no other value takes its place. These are kept apart, because such an answer may choose a column as well, and then what
 * it depends on is a fact like any other's.
 */
function factsOf(catalog: CompiledCatalog, resolved: Resolved): ReadonlySet<number> {
  const { questions } = catalog.questionnaire;
  const effective = (question: number) => effectiveAnswer(resolved, question);
  const facts = new Set<number>();
  const disputed = new Set<number>();
  const addWithSources = (index: number): void => {
    if (facts.has(index)) return;
    facts.add(index);
    questions[index]!.askedBy.forEach(addWithSources);
    if (resolved.derived.has(index)) addLookedUpBy(questions[index]!);
  };
  const addLookedUpBy = ({ filledBy }: CompiledQuestion): void =>
    filledBy.forEach(({ from }) => from.forEach(addWithSources));
  for (const question of questions) {
    const { index, filledBy } = question;
    const answer = effective(index);
    if (answer === null) continue;
    if (question.question.effect === 'filter') question.boundBy.forEach(addWithSources);
    const isDisputed = filledBy.some((lookup) => {
      const values = valuesFor(lookup, index, effective);
      return values.length === 1 && values[0] !== answer;
    });
    const isDerived = resolved.derived.has(index);
    if (isDerived && (isDisputed || isRequired(catalog, index))) addLookedUpBy(question);
    else if (isDisputed) disputed.add(index);
  }
  return new Set([...facts, ...disputed]);
}

/** With less given, fewer questions filter, and none does that did not before: the masks of the pass are enough. */
function createFits(
  catalog: CompiledCatalog,
  resolved: Resolved,
  { workspace, filters, live }: FilterPass,
  candidates: readonly number[],
): Fits {
  const { kernel, words, list, bytes } = workspace;
  const addressOf = new Map(filters.map((filter, n) => [filter.question.index, maskOf(workspace, n)]));
  return (kept) => {
    const dropped = candidates.filter((candidate) => !kept.includes(candidate));
    let left = 0;
    for (const { question } of resolve(catalog, withoutAll(resolved.answers, dropped)).filters) {
      const address = addressOf.get(question.index);
      // The market is what required questions ask about.
      if (address !== undefined) words[(list >>> 2) + left++] = address;
    }
    return kernel.intersects(list, left, live, bytes) === 1;
  };
}

function withoutAll(answers: Answers, dropped: readonly number[]): Answers {
  const given = answers.given.slice();
  for (const question of dropped) given[question] = null;
  return { given, pinned: answers.pinned };
}

/** Each next conflict is looked for after the least important member of the one before has been set aside. */
function findConflicts(candidates: readonly number[], fits: Fits): number[][] {
  const conflicts: number[][] = [];
  let left = candidates;
  while (conflicts.length < MOST_SETS && !fits(left)) {
    const conflict = quickXPlain([], [], left, fits);
    conflicts.push(conflict);
    const aside = left.findLast((candidate) => conflict.includes(candidate));
    left = left.filter((candidate) => candidate !== aside);
  }
  return conflicts;
}

/**
 * The preferred minimal conflict among `constraints`, which come most important first: U. Junker, QUICKXPLAIN: Preferred
 * Explanations and Relaxations for Over-Constrained Problems, AAAI 2004, figure 2.
 *
 * @param added what was last put into `background`; nothing new needs no check.
 */
function quickXPlain(
  background: readonly number[],
  added: readonly number[],
  constraints: readonly number[],
  fits: Fits,
): number[] {
  if (added.length > 0 && !fits(background)) return [];
  if (constraints.length === 1) return [...constraints];
  const split = constraints.length >> 1;
  const first = constraints.slice(0, split);
  const second = constraints.slice(split);
  const fromSecond = quickXPlain([...background, ...first], first, second, fits);
  const fromFirst = quickXPlain([...background, ...fromSecond], fromSecond, first, fits);
  return [...fromFirst, ...fromSecond];
}

/**
 * Minimal sets to give up. Each run keeps responses greedily in its order, which gives the preferred diagnosis (A.
 * Felfernig, M. Schubert, C. Zehentner, An efficient diagnosis algorithm for inconsistent constraint sets, AI EDAM
 * 26(1), 2012: FASTDIAG, whose result this is); the next run tries to keep what was dropped so far before all else.
 */
function findRelaxations(candidates: readonly number[], fits: Fits): number[][] {
  const found: number[][] = [];
  const droppedSoFar = new Set<number>();
  for (let run = 0; run < MOST_SETS; run++) {
    const order = [
      ...candidates.filter((candidate) => droppedSoFar.has(candidate)),
      ...candidates.filter((candidate) => !droppedSoFar.has(candidate)),
    ];
    const drop = fastDiag(order, fits);
    if (!found.some((other) => other.length === drop.length && other.every((candidate) => drop.includes(candidate)))) {
      found.push(drop);
    }
    drop.forEach((candidate) => droppedSoFar.add(candidate));
  }
  return found;
}

/** Divides and conquers what keeping one by one would decide: a stretch that fits as a whole is kept with one check. */
function fastDiag(order: readonly number[], fits: Fits): number[] {
  let kept: readonly number[] = [];
  const dropped: number[] = [];
  const keep = (stretch: readonly number[]): void => {
    const together = [...kept, ...stretch];
    if (fits(together)) {
      kept = together;
    } else if (stretch.length === 1) {
      dropped.push(stretch[0]!);
    } else {
      const half = stretch.length >> 1;
      keep(stretch.slice(0, half));
      keep(stretch.slice(half));
    }
  };
  if (order.length > 0) keep(order);
  return dropped;
}

function bestWithout(
  catalog: CompiledCatalog,
  answers: Answers,
  market: Span,
  excluded: readonly number[],
  drop: readonly number[],
): { total: number; bestPlanId: string } {
  const resolved = resolve(catalog, withoutAll(answers, drop));
  const fit = fitOf(passMarket(catalog, market, resolved, excluded), 1);
  scoreFit(resolved, fit);
  const [best] = topPositions({ keys: fit.scores, count: fit.total }, 1);
  return { total: fit.total, bestPlanId: stringAt(catalog.planIds, planOf(catalog, fit.rows[best!]!)) };
}
