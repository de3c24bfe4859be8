import { pickSome, type Random } from '../../../bench/support/random.ts';
import type { SessionStarted } from '../../../shared/application/useCases.ts';
import type { Question } from '../../../shared/domain/catalog/schema.ts';
import type { Answer } from '../../../shared/domain/engine/schema.ts';
import { FEEDBACK_TYPES } from '../../../shared/domain/session/session.ts';
import { sendJson } from '../sendJson.ts';
import type { Change } from '../sessionModel.ts';

/** What people may answer on one catalogue, and the plans they may look at. */
export interface Choices {
  catalogId: string;
  questions: { question: Question; options: string[] }[];
  planIds: string[];
}

/** Asks the server itself, so that any catalogue will do. */
export async function readChoices(url: string, catalogId: string): Promise<Choices> {
  const { body: catalog } = await sendJson<{ questions: Question[] }>(`${url}/catalogs/${catalogId}`);
  const { body: shortlist } = await sendJson<SessionStarted['shortlist']>(`${url}/catalogs/${catalogId}/shortlist`, {
    method: 'POST',
    body: { limit: 100 },
  });
  const questions = catalog.questions.map((question) => {
    const facet = shortlist.facets!.find(({ questionId }) => questionId === question.id);
    const counted = facet !== undefined && 'options' in facet ? facet.options.map(({ value }) => String(value)) : [];
    const options = [...(question.options ?? []).map(({ value }) => value), ...counted];
    return { question, options: options.length > 0 ? options : ['held by no plan'] };
  });
  return { catalogId, questions, planIds: shortlist.plans!.map(({ planId }) => planId) };
}

/** Changes one request may ask for: at most one for each question. */
export function drawResponses(
  random: Random,
  { questions }: Choices,
  most: number,
): { questionId: string; answer: Answer }[] {
  const asked = pickSome(random, questions, 1 + random.integer(most));
  return asked.map(({ question, options }) => ({
    questionId: question.id,
    answer: drawAnswer(random, question, options),
  }));
}

export function drawFeedback(random: Random, { planIds }: Choices): Change[] {
  return Array.from({ length: 1 + random.integer(3) }, () => ({
    type: FEEDBACK_TYPES[random.integer(FEEDBACK_TYPES.length)]!,
    planId: planIds[random.integer(planIds.length)]!,
  }));
}

/** Now and then no answer, which takes a response away. */
function drawAnswer(random: Random, { kind }: Question, options: string[]): Answer {
  if (random.next() < 0.1) return null;
  const number = random.integer(100_000) / 100;
  switch (kind) {
    case 'single':
      return options[random.integer(options.length)]!;
    case 'multiple':
      return pickSome(random, options, 1 + random.integer(3));
    case 'boolean':
      return random.next() < 0.5;
    case 'number':
      return number;
    case 'range':
      return { min: number, max: number + random.integer(100) };
  }
}
