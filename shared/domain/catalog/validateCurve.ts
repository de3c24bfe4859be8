import type { Column } from './validateAttributes.ts';
import {
  fault,
  hasField,
  openObject,
  readChoice,
  readNumber,
  readStrings,
  refuseFields,
  requireField,
  type Spot,
} from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { CURVE_KINDS, type AttributeType, type CurveKind, type QuestionKind } from './schema.ts';

const CURVE_FIELDS = ['kind', 'from', 'to', 'width', 'value', 'order'];

interface CurveRule {
  readonly fields: readonly string[];
  readonly required: readonly string[];
  readonly types: readonly AttributeType[];
  readonly kinds: readonly QuestionKind[];
}

const NUMERIC = { types: ['number'], kinds: ['number', 'range'] } as const;
const OPTIONS = ['single', 'multiple'] as const;

/** Which curve goes where. */
const CURVE_RULES: Record<CurveKind, CurveRule> = {
  linear: { fields: ['from', 'to'], required: ['from', 'to'], ...NUMERIC },
  atMost: { fields: [], required: [], types: ['number'], kinds: ['number'] },
  atLeast: { fields: [], required: [], types: ['number'], kinds: ['number'] },
  target: { fields: ['width'], required: ['width'], ...NUMERIC },
  equals: {
    fields: ['value'],
    required: [],
    types: ['category', 'set', 'number', 'boolean'],
    kinds: ['single', 'multiple', 'number', 'boolean'],
  },
  ordered: { fields: ['order'], required: [], types: ['category'], kinds: OPTIONS },
  overlap: { fields: [], required: [], types: ['category', 'set'], kinds: OPTIONS },
};

/** Who the curve belongs to; a ranking entry has no kind. */
export interface CurveUser {
  readonly columns: readonly Column[];
  readonly question?: { readonly kind: QuestionKind | undefined; readonly hasDeclaredValues: boolean };
}

/** Checks the `curve` of a preference or ranking entry. */
export function validateCurve(owner: Spot, user: CurveUser): void {
  if (!requireField(owner, 'curve')) return;
  const curve = openObject(owner.faults, owner.object.curve, pointerTo(owner.path, 'curve'), CURVE_FIELDS);
  if (curve === undefined || !requireField(curve, 'kind')) return;
  const kind = readChoice(curve, 'kind', CURVE_KINDS);
  if (kind === undefined) return;
  const { fields, required } = CURVE_RULES[kind];
  const others = CURVE_FIELDS.filter((field) => field !== 'kind' && !fields.includes(field));
  refuseFields(curve, others, `a curve of kind ${kind} does not have it.`);
  required.forEach((field) => requireField(curve, field));
  checkParameters(curve, kind, user);
  if (user.question === undefined) checkRankingFit(curve, kind, user.columns);
  else checkQuestionFit(curve, kind, user.columns, user.question.kind);
}

function checkParameters(curve: Spot, kind: CurveKind, user: CurveUser): void {
  if (kind === 'linear') {
    const from = readNumber(curve, 'from');
    const to = readNumber(curve, 'to');
    if (from !== undefined && to !== undefined && (from === to || !Number.isFinite(to - from))) {
      const message = 'Make "from" and "to" two different numbers with a finite distance.';
      curve.faults.add(curve.path, 'flat_curve', message);
    }
  }
  if (kind === 'target') readNumber(curve, 'width', { above: 0 });
  if (kind === 'ordered') checkOrder(curve, user);
  if (kind === 'equals' && hasField(curve, 'value')) {
    if (user.question !== undefined) refuseFields(curve, ['value'], 'the answer to the question is compared.');
    if (typeof curve.object.value !== 'boolean') fault(curve, 'value', 'wrong_type', 'Must be true or false.');
  }
}

function checkOrder(curve: Spot, user: CurveUser): void {
  if (!hasField(curve, 'order')) {
    if (user.question?.hasDeclaredValues !== true) {
      const message = 'Add "order", or declare "values" on the attribute that the question names by "attribute".';
      fault(curve, 'order', 'missing_order', message);
    }
    return;
  }
  const order = readStrings(curve, 'order');
  if (order?.length === 0 && (curve.object.order as unknown[]).length === 0) {
    fault(curve, 'order', 'empty_order', 'List the values from one end to the other.');
  }
  const taken = new Set<string>();
  for (const { value, path } of order ?? []) {
    if (taken.has(value)) curve.faults.add(path, 'repeated_order', `List ${quote(value)} once.`);
    taken.add(value);
  }
}

function checkQuestionFit(
  curve: Spot,
  kind: CurveKind,
  columns: readonly Column[],
  questionKind: QuestionKind | undefined,
): void {
  const { types, kinds } = CURVE_RULES[kind];
  if (questionKind !== undefined && !kinds.includes(questionKind)) {
    const message = `A curve of kind ${kind} is for ${kinds.join(', ')} questions; this one is ${questionKind}.`;
    curve.faults.add(curve.path, 'curve_does_not_fit', message);
  }
  for (const column of columns) {
    if (column.type === undefined || types.includes(column.type)) continue;
    const message = `A curve of kind ${kind} is for ${types.join(', ')} attributes; ${quote(column.id)} is ${column.type}.`;
    curve.faults.add(curve.path, 'curve_does_not_fit', message);
    return;
  }
}

/** Nobody answers a ranking entry, so only curves that need no answer fit. */
function checkRankingFit(curve: Spot, kind: CurveKind, columns: readonly Column[]): void {
  const wanted = kind === 'linear' ? 'number' : kind === 'equals' ? 'boolean' : undefined;
  const misfit = columns.find(({ type }) => type !== undefined && type !== wanted);
  if (wanted !== undefined && misfit === undefined) return;
  const message = 'A ranking entry has a linear curve on a number attribute, or equals on a boolean attribute.';
  curve.faults.add(curve.path, 'curve_does_not_fit', message);
}
