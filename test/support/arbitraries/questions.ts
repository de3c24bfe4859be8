import fc from 'fast-check';
import type { Curve, Question, QuestionKind, RankingEntry } from '../../../shared/domain/catalog/schema.ts';
import type { PooledAttribute } from './attributes.ts';
import { attributeByArbitrary, conditionArbitrary, toAttributeBy, toCondition, type Source } from './conditions.ts';
import { idArbitrary, numberArbitrary, optionArbitrary, seldom, slopeArbitrary, type Generated } from './values.ts';

const weight = fc.constantFrom(undefined, 1, 2, 3, 0.5, 0.1, 0);

/** A question as choices; what they come to depends on the attributes and on the questions before it. */
export const questionChoiceArbitrary = fc.record({
  id: idArbitrary,
  effect: fc.constantFrom<Question['effect'][]>(
    'filter',
    'filter',
    'context',
    'preference',
    'filter',
    'preference',
    'context',
  ),
  target: fc.nat(99),
  second: fc.boolean(),
  attributeBy: seldom(attributeByArbitrary),
  askWhen: seldom(conditionArbitrary),
  match: fc.constantFrom<Question['match'][]>(undefined, 'any', 'all', 'none'),
  compare: fc.constantFrom<NonNullable<Question['compare']>[]>('atMost', 'atLeast', 'equals'),
  unknown: fc.constantFrom<Question['unknown'][]>(undefined, 'exclude', 'include'),
  importance: fc.constantFrom(undefined, 1, 2, 3, 0, 1.5),
  answerable: fc.constantFrom(undefined, 1, 0.95, 0.5, 0),
  weight,
  curve: fc.nat(99),
  slope: slopeArbitrary,
  width: fc.constantFrom(5, 1, 0.5, 10, 1e300, 1e-320),
  order: fc.option(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1 })),
  contextKind: fc.constantFrom<QuestionKind[]>('single', 'multiple', 'boolean', 'number'),
  contextOptions: fc.uniqueArray(optionArbitrary, { minLength: 1, maxLength: 3 }),
  contextNumbers: fc.array(numberArbitrary, { minLength: 1, maxLength: 3 }),
  listsOptions: fc.boolean(),
});
export type QuestionChoice = Generated<typeof questionChoiceArbitrary>;

/** A question with the answers it is likely to get. `pool` is absent for a context question. */
export interface BuiltQuestion extends Source {
  question: Question;
  pool: PooledAttribute | undefined;
}

/** Builds a question that depends on none but those built before, so that no cycle can come about. */
export function toQuestion(
  choice: QuestionChoice,
  attributes: PooledAttribute[],
  before: BuiltQuestion[],
): BuiltQuestion {
  const bindable = attributes.filter(({ attribute }) => attribute.type !== 'text');
  const pool = choice.effect === 'context' ? undefined : bindable[choice.target % Math.max(1, bindable.length)];
  const built = pool === undefined ? toContext(choice) : toBound(choice, pool, attributes, before);
  const sources = before.filter(({ kind }) => kind !== 'range');
  if (choice.askWhen !== null && sources.length > 0) built.question.askWhen = toCondition(choice.askWhen, sources);
  if (choice.answerable !== undefined) built.question.answerable = choice.answerable;
  return built;
}

function toContext({ id, contextKind, contextOptions, contextNumbers, listsOptions }: QuestionChoice): BuiltQuestion {
  const question: Question = { id, text: 'Who?', kind: contextKind, effect: 'context' };
  const hasOptions = contextKind === 'single' || contextKind === 'multiple';
  if (hasOptions && listsOptions) question.options = contextOptions.map((value) => ({ value }));
  return { id, kind: contextKind, question, pool: undefined, options: contextOptions, numbers: contextNumbers };
}

function toBound(
  choice: QuestionChoice,
  pool: PooledAttribute,
  attributes: PooledAttribute[],
  before: BuiltQuestion[],
): BuiltQuestion {
  const { id, second } = choice;
  const { type } = pool.attribute;
  const kind = type === 'boolean' ? 'boolean' : kindOn(type === 'number', second);
  const effect = choice.effect === 'preference' ? 'preference' : 'filter';
  const question: Question = { id, text: 'Which?', kind, effect };
  bind(question, choice.attributeBy, pool, attributes, before);
  if (effect === 'filter') setFilter(question, choice, type === 'set');
  else {
    question.curve = curveFor(question, choice, pool);
    if (choice.weight !== undefined) question.weight = choice.weight;
  }
  return { id, kind, question, pool, options: pool.options, numbers: pool.numbers };
}

function kindOn(isNumber: boolean, second: boolean): QuestionKind {
  if (isNumber) return second ? 'range' : 'number';
  return second ? 'multiple' : 'single';
}

function bind(
  bound: Pick<Question, 'attribute' | 'attributeBy'>,
  attributeBy: QuestionChoice['attributeBy'],
  { attribute }: PooledAttribute,
  attributes: PooledAttribute[],
  before: BuiltQuestion[],
): void {
  const sources = before.filter(({ kind }) => kind === 'single' || kind === 'boolean' || kind === 'number');
  const sameType = attributes.filter((other) => other.attribute.type === attribute.type);
  if (attributeBy === null || sources.length === 0) bound.attribute = attribute.id;
  else {
    const targets = sameType.map((other) => other.attribute.id);
    bound.attributeBy = toAttributeBy(attributeBy, sources, targets);
  }
}

function setFilter(question: Question, { match, compare, unknown, importance }: QuestionChoice, onSet: boolean): void {
  if (question.kind === 'multiple' && match !== undefined && (onSet || match !== 'all')) question.match = match;
  if (question.kind === 'number') question.compare = compare;
  if (unknown !== undefined) question.unknown = unknown;
  if (importance !== undefined) question.importance = importance;
}

function curveFor(question: Question, { curve, slope, width, order }: QuestionChoice, pool: PooledAttribute): Curve {
  const curves: Curve[] = [{ kind: 'equals' }];
  if (question.kind === 'number' || question.kind === 'range') {
    curves.push({ kind: 'linear', ...slope }, { kind: 'target', width });
    if (question.kind === 'number') curves.push({ kind: 'atMost' }, { kind: 'atLeast' });
    else curves.shift();
  } else if (question.kind !== 'boolean') {
    curves.push({ kind: 'overlap' });
    const isDeclared = question.attribute !== undefined && (pool.attribute.values ?? []).length > 0;
    const written = order?.map((index) => pool.options[index] ?? `held by no plan ${index}`);
    if (pool.attribute.type === 'category') {
      curves.push(
        isDeclared && written === undefined ? { kind: 'ordered' } : { kind: 'ordered', order: written ?? pool.options },
      );
    }
  }
  return curves[curve % curves.length]!;
}

export const rankingChoiceArbitrary = fc.record({
  target: fc.nat(99),
  attributeBy: seldom(attributeByArbitrary),
  weight,
  slope: slopeArbitrary,
  value: fc.constantFrom(undefined, true, false),
});

/** Undefined where the catalogue has neither numbers nor booleans. */
export function toRankingEntry(
  { target, attributeBy, weight: written, slope, value }: Generated<typeof rankingChoiceArbitrary>,
  attributes: PooledAttribute[],
  questions: BuiltQuestion[],
): RankingEntry | undefined {
  const rankable = attributes.filter(({ attribute }) => attribute.type === 'number' || attribute.type === 'boolean');
  const pool = rankable[target % Math.max(1, rankable.length)];
  if (pool === undefined) return undefined;
  const equals: Curve = value === undefined ? { kind: 'equals' } : { kind: 'equals', value };
  const curve: Curve = pool.attribute.type === 'number' ? { kind: 'linear', ...slope } : equals;
  const entry: RankingEntry = { curve, ...(written === undefined ? {} : { weight: written }) };
  bind(entry, attributeBy, pool, attributes, questions);
  return entry;
}
