import { AppError, type AppErrorDetails, type ErrorCode } from '../../../shared/domain/errors.ts';
import { describeProblem, type Problem } from '../pipeline/problem.ts';

const detailsByCode = new Map<ErrorCode, AppErrorDetails>([
  ['invalid_json', { faults: [{ path: '', code: 'invalid_json', message: 'Unexpected end of JSON input.' }] }],
  ['invalid_request', { faults: [{ path: '/limit', code: 'out_of_range', message: 'must be at least 0' }] }],
  [
    'invalid_responses',
    {
      faults: [
        { path: '/responses/budget', code: 'wrong_answer', message: 'must not have min above max' },
        { path: '/responses/colour', code: 'unknown_question', message: 'the questionnaire has no such question' },
      ],
    },
  ],
  [
    'invalid_catalog',
    {
      faults: [{ path: '/plans/0/values/network', code: 'wrong_value_type', message: 'Must be a string.' }],
      total: 1,
    },
  ],
]);

/** A problem of this code, made the way the functions make it. */
export function problemExample(code: ErrorCode): Problem {
  return describeProblem(new AppError(code, detailsByCode.get(code)));
}
