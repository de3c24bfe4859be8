import type { Fault } from '../errors.ts';
import { faultOf } from '../questionnaire/answers.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { parseSort, sortColumn } from './sortKeys.ts';

/** Every fault of a request that has the right shape: unknown questions, wrong kinds of answer, a sort that is none. */
export function checkRequest(
  catalog: CompiledCatalog,
  request: {
    readonly responses?: Readonly<Record<string, unknown>>;
    readonly fixed?: Readonly<Record<string, unknown>>;
    readonly sort?: string;
    readonly facets?: readonly string[];
  },
): Fault[] {
  const { responses = {}, fixed = {}, sort = 'score', facets = [] } = request;
  return [
    ...checkResponses(catalog, responses, '/responses'),
    ...checkResponses(catalog, fixed, '/fixed'),
    ...checkSort(catalog, sort),
    ...checkFacets(catalog, facets),
  ];
}

/** @param path JSON pointer of `responses` in what was sent. */
export function checkResponses(
  catalog: CompiledCatalog,
  responses: Readonly<Record<string, unknown>>,
  path: string,
): Fault[] {
  const { questions, indexOf } = catalog.questionnaire;
  const faults: Fault[] = [];
  for (const [id, answer] of Object.entries(responses)) {
    const at = `${path}/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const index = indexOf.get(id);
    if (index === undefined) {
      faults.push(unknownQuestion(at));
      continue;
    }
    const fault = faultOf(questions[index]!.question.kind, answer);
    if (fault !== null) faults.push({ path: at, code: 'wrong_answer', message: fault });
  }
  return faults;
}

function checkSort(catalog: CompiledCatalog, sort: string): Fault[] {
  const path = '/sort';
  if (sort === 'score') return [];
  const parsed = parseSort(sort);
  if (parsed === null) {
    return [
      {
        path,
        code: 'wrong_sort',
        message: 'must be "score", or the id of a number attribute or question with :asc or :desc',
      },
    ];
  }
  if (sortColumn(catalog, parsed.id, null) !== null) return [];
  return [{ path, code: 'wrong_sort', message: 'must name a number attribute, or a question on one' }];
}

function checkFacets(catalog: CompiledCatalog, facets: readonly string[]): Fault[] {
  return facets.flatMap((id, place) =>
    catalog.questionnaire.indexOf.has(id) ? [] : [unknownQuestion(`/facets/${place}`)],
  );
}

const unknownQuestion = (path: string): Fault => ({
  path,
  code: 'unknown_question',
  message: 'the questionnaire has no such question',
});
