import { AppError, type Fault } from '../../../shared/domain/errors.ts';
import type { UseCases } from '../../../shared/application/useCases.ts';

interface Addressed {
  useCases: UseCases;
  tenantId: string;
  parameters: Readonly<Record<string, string>>;
}

/**
 * All that is wrong with a request whose headers or body have faults: the questionnaire is asked about the answers too, so
 * that nobody has to send it again to learn of the next fault. Of two faults in one place the questionnaire's says more.
 */
export async function toInvalidRequest(faults: readonly Fault[], body: unknown, to: Addressed): Promise<AppError> {
  const answerFaults = await findAnswerFaults(body, to);
  const known = new Set(answerFaults.map(({ path }) => path));
  const others = faults.filter(({ path }) => !isAtOrBelow(path, known));
  return new AppError('invalid_request', { faults: [...others, ...answerFaults] });
}

async function findAnswerFaults(body: unknown, { useCases, tenantId, parameters }: Addressed): Promise<Fault[]> {
  if (!isObject(body)) return [];
  const { sessionId } = parameters;
  const catalogId = parameters.catalogId ?? body.catalogId;
  const answers = {
    ...(isObject(body.responses) && { responses: body.responses }),
    ...(isObject(body.fixed) && { fixed: body.fixed }),
    ...(typeof body.sort === 'string' && { sort: body.sort }),
    ...(isStrings(body.facets) && { facets: body.facets }),
  };
  if (sessionId !== undefined) return useCases.checkAnswers({ tenantId, sessionId, answers });
  return typeof catalogId === 'string' ? useCases.checkAnswers({ tenantId, catalogId, answers }) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Whether a JSON pointer is one of these, or points into one. */
function isAtOrBelow(path: string, places: ReadonlySet<string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (places.has(path.slice(0, end))) return true;
  }
  return false;
}
