import {
  fault,
  getField,
  hasField,
  nameType,
  openObject,
  readArray,
  readNumber,
  refuseFields,
  type Spot,
} from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { MAX_NESTING, type QuestionKind } from './schema.ts';
import type { KnownQuestions, Reference } from './validateReferences.ts';

const CONDITION_FIELDS = ['question', 'in', 'min', 'max', 'all', 'any'];

/** The JSON type of the members of `in`, by the kind of the question they are compared with. */
const MEMBER_TYPES = { single: 'string', multiple: 'string', boolean: 'boolean', number: 'number' } as const;

/** Checks the `askWhen` of `owner` and returns the questions it names. */
export function validateCondition(owner: Spot, questions: KnownQuestions): Reference[] {
  const references: Reference[] = [];
  visitCondition(owner, getField(owner, 'askWhen'), pointerTo(owner.path, 'askWhen'), 1, questions, references);
  return references;
}

function visitCondition(
  owner: Spot,
  value: unknown,
  path: string,
  depth: number,
  questions: KnownQuestions,
  references: Reference[],
): void {
  if (depth > MAX_NESTING) {
    owner.faults.add(path, 'too_deep', `Nest conditions at most ${MAX_NESTING} deep.`);
    return;
  }
  const condition = openObject(owner.faults, value, path, CONDITION_FIELDS);
  if (condition === undefined) return;
  const group = (['all', 'any'] as const).find((field) => hasField(condition, field));
  if (group === undefined) {
    checkLeaf(condition, questions, references);
    return;
  }
  const others = CONDITION_FIELDS.filter((field) => field !== group);
  refuseFields(condition, others, `a condition with "${group}" has nothing else.`);
  readArray(condition, group)?.forEach((part: unknown, index) => {
    visitCondition(owner, part, pointerTo(pointerTo(path, group), index), depth + 1, questions, references);
  });
}

function checkLeaf(condition: Spot, questions: KnownQuestions, references: Reference[]): void {
  if (!hasField(condition, 'question')) {
    const message = `Name a "question", or combine conditions with "all" or "any".`;
    fault(condition, 'question', 'missing_field', message);
  }
  const source = questions.readReference(condition, 'question', references);
  if (source?.kind === 'range') {
    const message = `A condition cannot ask about ${quote(source.id)}, which is a range; use any other question.`;
    fault(condition, 'question', 'wrong_source', message);
  }
  const members = readArray(condition, 'in');
  if (hasField(condition, 'in')) {
    refuseFields(condition, ['min', 'max'], 'a condition has either "in" or bounds.');
  } else if (source?.kind !== undefined && source.kind !== 'number' && source.kind !== 'range') {
    const why = `bounds are for number questions; ${quote(source.id)} is ${source.kind}.`;
    refuseFields(condition, ['min', 'max'], why);
    fault(condition, 'in', 'missing_field', 'Add "in" with the answers at which the question is asked.');
  }
  readNumber(condition, 'min');
  readNumber(condition, 'max');
  members?.forEach((member: unknown, index) => checkMember(condition, members, member, index, source?.kind));
}

function checkMember(
  condition: Spot,
  members: unknown[],
  member: unknown,
  index: number,
  kind: QuestionKind | undefined,
): void {
  const path = pointerTo(pointerTo(condition.path, 'in'), index);
  const type = typeof member;
  const expected = kind === undefined || kind === 'range' ? undefined : MEMBER_TYPES[kind];
  const scalar = type === 'string' || type === 'number' || type === 'boolean';
  if (!scalar || (expected !== undefined && type !== expected)) {
    const wanted =
      expected === undefined ? 'a string, number or boolean' : `a ${expected}, as the question's answers are`;
    condition.faults.add(path, 'wrong_type', `Must be ${wanted}; this is ${nameType(member)}.`);
  } else if (type === 'number' && !Number.isFinite(member)) {
    condition.faults.add(path, 'not_finite', 'Must be a finite number.');
  } else if (Object.is(member, -0)) {
    members[index] = 0;
  }
}
