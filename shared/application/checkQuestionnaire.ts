import { checkRequest } from '../domain/engine/checkRequest.ts';
import type { CompiledCatalog } from '../domain/engine/compiledCatalog.ts';
import type { ShortlistRequest } from '../domain/engine/schema.ts';
import { AppError, MAX_LISTED_FAULTS, type ErrorCode, type Fault } from '../domain/errors.ts';

/** Throws `invalid_responses`, or `invalid_request` when more than answers is wrong, with every fault and the `others`. */
export function checkAgainstQuestionnaire(
  compiled: CompiledCatalog,
  request: ShortlistRequest,
  others: readonly Fault[] = [],
): void {
  const faults = [...others, ...checkRequest(compiled, request)];
  const onlyAnswers = faults.every(({ path }) => path.startsWith('/responses') || path.startsWith('/fixed'));
  throwFaults(onlyAnswers ? 'invalid_responses' : 'invalid_request', faults);
}

/** Throws when there are faults; lists the first of them and says how many there are. */
export function throwFaults(code: ErrorCode, faults: readonly Fault[], total = faults.length): void {
  if (faults.length > 0) throw new AppError(code, { faults: faults.slice(0, MAX_LISTED_FAULTS), total });
}
