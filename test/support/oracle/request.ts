import type { Answer, Responses, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';

/** What the interpreter works on: a request whose records are maps, so that any string can be a question id. */
export interface PlainRequest {
  responses: Map<string, Answer>;
  fixed: Map<string, Answer>;
  exclude: Set<string>;
}

export function toPlainRequest(request: Pick<ShortlistRequest, 'responses' | 'fixed' | 'exclude'>): PlainRequest {
  return {
    responses: toMap(request.responses),
    fixed: toMap(request.fixed),
    exclude: new Set(request.exclude ?? []),
  };
}

function toMap(responses: Responses | undefined): Map<string, Answer> {
  return new Map(Object.entries(responses ?? {}));
}

/** The same request, also answering `questionId`. A `fixed` null only took a response away, so it gives way. */
export function withAnswer(request: PlainRequest, questionId: string, answer: Answer): PlainRequest {
  const fixed = new Map(request.fixed);
  fixed.delete(questionId);
  return { ...request, fixed, responses: new Map(request.responses).set(questionId, answer) };
}

/** The same request without the responses to these questions. */
export function withoutAnswers(request: PlainRequest, questionIds: Iterable<string>): PlainRequest {
  const responses = new Map(request.responses);
  for (const questionId of questionIds) responses.delete(questionId);
  return { ...request, responses };
}
