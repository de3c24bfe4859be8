import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { explainWhyNot } from '../engine/explainWhyNot.ts';
import { recommend } from '../engine/recommend.ts';
import type { Answer, Facet, RankedPlan, Responses } from '../engine/schema.ts';
import type { Steps } from '../steps.ts';
import { storedAnswer } from '../session/answers.ts';
import { otherAnswers } from './otherAnswers.ts';
import type { AnswerChange, NearMiss, ReportSummary } from './schema.ts';

const TOP = 5;
/** Responses looked at, the most important ones. */
const ANSWERS = 20;
/** Plans looked at for each response given up, the best first; what comes behind so many is no near miss. */
const CANDIDATES = 1_000;

/**
 * What a report says of these responses: the best plans with reasons, those that miss by one response, other answers. Each
 * step is a few shortlists.
 */
export function* summarise(
  catalog: CompiledCatalog,
  responses: Responses,
  dismissed: readonly string[],
): Steps<ReportSummary> {
  const exclude = [...dismissed];
  const shortlist = recommend(catalog, { responses, exclude, limit: TOP, include: ['plans', 'reasons', 'facets'] });
  yield;
  const answered = mostImportant(
    catalog,
    (shortlist.facets ?? []).filter(({ questionId }) => storedAnswer(responses, questionId) !== null),
  );
  const nearMisses = yield* nearMissesOf(catalog, responses, exclude, answered);
  const changes: AnswerChange[] = [];
  for (const facet of answered) {
    changes.push(changesOf(catalog, responses, exclude, facet));
    yield;
  }
  return { total: shortlist.total, top: shortlist.plans ?? [], nearMisses, changes };
}

/** In questionnaire order. */
function mostImportant({ questionnaire }: CompiledCatalog, answered: readonly Facet[]): Facet[] {
  const importanceOf = ({ questionId }: Facet): number =>
    questionnaire.questions[questionnaire.indexOf.get(questionId)!]!.question.importance ?? 1;
  const chosen = new Set(answered.toSorted((a, b) => importanceOf(b) - importanceOf(a)).slice(0, ANSWERS));
  return answered.filter((facet) => chosen.has(facet));
}

/** Plans that fit all responses but one, the best first; each once. */
function* nearMissesOf(
  catalog: CompiledCatalog,
  responses: Responses,
  exclude: string[],
  answered: readonly Facet[],
): Steps<NearMiss[]> {
  const best = (given: Responses): RankedPlan[] =>
    recommend(catalog, { responses: given, exclude, limit: CANDIDATES, include: ['plans'] }).plans ?? [];
  // Giving up a filter changes no score: what fits stands no further back here than there.
  const fitting = new Set(best(responses).map(({ planId }) => planId));
  const found = new Map<string, NearMiss>();
  for (const { questionId } of answered) {
    const missing = best(withAnswer(responses, questionId, null)).filter(({ planId }) => !fitting.has(planId));
    for (const { planId, name, score } of missing.slice(0, 2 * TOP)) {
      const failing = explainWhyNot(catalog, { planId, responses })?.failing;
      // Giving up a response may close other questions: then it is not the only one the plan does not fit.
      if (failing?.questionId !== questionId || found.has(planId)) continue;
      found.set(planId, { planId, name, score, ...failing });
    }
    yield;
  }
  return [...found.values()].sort((a, b) => b.score - a.score || (a.planId < b.planId ? -1 : 1)).slice(0, TOP);
}

function changesOf(catalog: CompiledCatalog, responses: Responses, exclude: string[], facet: Facet): AnswerChange {
  const { questionId } = facet;
  const { questions, indexOf } = catalog.questionnaire;
  const { question } = questions[indexOf.get(questionId)!]!;
  const answers = otherAnswers(question, storedAnswer(responses, questionId), facet).map((answer) => {
    const changed = withAnswer(responses, questionId, answer);
    const { total, plans = [] } = recommend(catalog, { responses: changed, exclude, limit: 1, include: ['plans'] });
    return { answer, total, bestPlanId: plans[0]?.planId ?? null };
  });
  return { questionId, answers };
}

/** Built from entries: an id like `__proto__` is a key like any other. */
function withAnswer(responses: Responses, questionId: string, answer: Answer): Responses {
  const others = Object.entries(responses).filter(([id]) => id !== questionId);
  return Object.fromEntries(answer === null ? others : [...others, [questionId, answer]]);
}
