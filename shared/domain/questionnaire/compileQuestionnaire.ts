import type { AttributeBy, CatalogDefinition, Condition, Question } from '../catalog/schema.ts';
import { compileLookup, type CompiledLookup } from './compileLookups.ts';

/** The questionnaire with ids replaced by positions, and the order in which its questions can be decided. */
export interface CompiledQuestionnaire {
  readonly questions: readonly CompiledQuestion[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Question positions, each after all that its `askWhen` and `attributeBy` name and that lookups fill it in by. */
  readonly order: Uint32Array;
  readonly ranking: readonly CompiledRankingEntry[];
  readonly lookups: readonly CompiledLookup[];
}

export interface CompiledQuestion {
  readonly index: number;
  readonly question: Question;
  readonly askWhen: CompiledCondition | null;
  /** null for context questions. */
  readonly source: ColumnSource | null;
  /** Columns the source may give, each once. */
  readonly possibleColumns: readonly number[];
  /** Questions whose `askWhen` or `attributeBy` names this one, in questionnaire order. */
  readonly waiting: readonly number[];
  /** Questions whose `askWhen` names this one. */
  readonly opens: readonly number[];
  /** Questions that `askWhen` of this one names, and those that its `attributeBy` names at any depth. */
  readonly askedBy: readonly number[];
  readonly boundBy: readonly number[];
  /** Lookups that may fill this one in, in their order. */
  readonly filledBy: readonly CompiledLookup[];
  /** Whether an answer may change anything beyond this question itself. */
  readonly steers: boolean;
  /** Answers at which something that this question steers may change: options, or numbers (ends, keys, members). */
  readonly turningPoints: ReadonlySet<string | number | boolean>;
}

export interface CompiledRankingEntry {
  readonly source: ColumnSource;
  readonly curve: NonNullable<CatalogDefinition['ranking']>[number]['curve'];
  readonly weight: number;
}

/** A column position, or the choice of one by the answer to a question. */
export type ColumnSource = number | ColumnChoice;

export interface ColumnChoice {
  readonly question: number;
  /** Column when the question has no effective answer or the answer no key; -1: none. */
  readonly fallback: number;
  readonly byKey: ReadonlyMap<string, ColumnSource>;
  /** number questions: lower ends of the bands, ascending, and what each gives. */
  readonly bandEnds: Float64Array;
  readonly bandSources: readonly ColumnSource[];
}

export type CompiledCondition =
  | { readonly kind: 'in'; readonly question: number; readonly values: ReadonlySet<string | number | boolean> }
  | { readonly kind: 'between'; readonly question: number; readonly min: number; readonly max: number }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly CompiledCondition[] };

export function compileQuestionnaire(definition: CatalogDefinition): CompiledQuestionnaire {
  const { questions } = definition;
  const indexOf = new Map(questions.map((question, index) => [question.id, index]));
  const columnOf = new Map(definition.attributes.map((attribute, index) => [attribute.id, index]));
  const compileSource = (entry: { attribute?: string; attributeBy?: AttributeBy }): ColumnSource | null => {
    if (entry.attributeBy !== undefined) return compileChoice(entry.attributeBy, questions, indexOf, columnOf);
    return entry.attribute === undefined ? null : columnOf.get(entry.attribute)!;
  };
  const ranking = (definition.ranking ?? []).map((entry) => ({
    source: compileSource(entry)!,
    curve: entry.curve,
    weight: entry.weight ?? 1,
  }));
  const parts = questions.map((question, index) => {
    const askWhen = question.askWhen === undefined ? null : compileCondition(question.askWhen, indexOf);
    const source = compileSource(question);
    return {
      index,
      question,
      askWhen,
      source,
      askedBy: questionsOf(askWhen),
      boundBy: choicesOf(source).map((choice) => choice.question),
    };
  });
  const lookups = (definition.lookups ?? []).map((lookup) => compileLookup(lookup, indexOf));
  const filledBy = questions.map((_, index) => lookups.filter(({ to }) => to.includes(index)));
  const rankingChoices = ranking.flatMap(({ source }) => choicesOf(source));
  return {
    indexOf,
    ranking,
    lookups,
    order: decisionOrder(
      parts.map(({ index, askedBy, boundBy }) => [
        ...askedBy,
        ...boundBy,
        ...filledBy[index]!.flatMap(({ from }) => from),
      ]),
    ),
    questions: parts.map((part) => {
      const opens = parts.filter(({ askedBy }) => askedBy.includes(part.index)).map(({ index }) => index);
      const binds = parts.filter(({ boundBy }) => boundBy.includes(part.index)).map(({ index }) => index);
      const choices = [...rankingChoices, ...parts.flatMap(({ source }) => choicesOf(source))];
      const ownChoices = choices.filter((choice) => choice.question === part.index);
      const looksUp = (definition.lookups ?? []).filter(({ from }) => from.includes(part.question.id));
      const conditions = parts
        .flatMap(({ askWhen }) => leavesOf(askWhen))
        .filter((leaf) => leaf.question === part.index);
      return {
        ...part,
        opens,
        waiting: [...new Set([...opens, ...binds])].sort((a, b) => a - b),
        possibleColumns: columnsOf(part.source),
        filledBy: filledBy[part.index]!,
        steers: ownChoices.length + conditions.length + looksUp.length > 0,
        turningPoints: new Set([
          ...conditions.flatMap((leaf) => (leaf.kind === 'in' ? [...leaf.values] : [leaf.min, leaf.max])),
          ...ownChoices.flatMap((choice) => [...choice.byKey.keys(), ...choice.bandEnds]),
          ...looksUp.flatMap(({ from, rows }) => rows.map((row) => row[from.indexOf(part.question.id)]!)),
        ]),
      };
    }),
  };
}

function compileCondition(condition: Condition, indexOf: ReadonlyMap<string, number>): CompiledCondition {
  if ('all' in condition) return { kind: 'all', parts: condition.all.map((part) => compileCondition(part, indexOf)) };
  if ('any' in condition) return { kind: 'any', parts: condition.any.map((part) => compileCondition(part, indexOf)) };
  const question = indexOf.get(condition.question)!;
  if ('in' in condition) return { kind: 'in', question, values: new Set(condition.in) };
  return { kind: 'between', question, min: condition.min ?? -Infinity, max: condition.max ?? Infinity };
}

function compileChoice(
  choice: AttributeBy,
  questions: readonly Question[],
  indexOf: ReadonlyMap<string, number>,
  columnOf: ReadonlyMap<string, number>,
): ColumnChoice {
  const question = indexOf.get(choice.question)!;
  const entries = Object.entries(choice.map).map(([key, target]): [string, ColumnSource] => [
    key,
    typeof target === 'string' ? columnOf.get(target)! : compileChoice(target, questions, indexOf, columnOf),
  ]);
  const banded = questions[question]!.kind === 'number';
  const bands = banded ? entries.map(([key, source]) => ({ end: Number(key), source })) : [];
  bands.sort((a, b) => a.end - b.end);
  return {
    question,
    fallback: choice.default === undefined ? -1 : columnOf.get(choice.default)!,
    byKey: new Map(banded ? [] : entries),
    bandEnds: Float64Array.from(bands, ({ end }) => end),
    bandSources: bands.map(({ source }) => source),
  };
}

type Leaf = Exclude<CompiledCondition, { kind: 'all' | 'any' }>;

function leavesOf(condition: CompiledCondition | null): Leaf[] {
  if (condition === null) return [];
  return 'parts' in condition ? condition.parts.flatMap(leavesOf) : [condition];
}

const questionsOf = (condition: CompiledCondition | null): number[] => [
  ...new Set(leavesOf(condition).map((leaf) => leaf.question)),
];

/** The choice and all inside it. */
function choicesOf(source: ColumnSource | null): ColumnChoice[] {
  if (source === null || typeof source === 'number') return [];
  return [source, ...[...source.byKey.values(), ...source.bandSources].flatMap(choicesOf)];
}

function columnsOf(source: ColumnSource | null): number[] {
  if (source === null) return [];
  if (typeof source === 'number') return [source];
  const found = choicesOf(source).flatMap((choice) => [
    ...[...choice.byKey.values(), ...choice.bandSources].filter((inner) => typeof inner === 'number'),
    choice.fallback,
  ]);
  return [...new Set(found)].filter((column) => column >= 0);
}

/** Depth-first topological order; the import has refused cycles. */
function decisionOrder(dependencies: readonly (readonly number[])[]): Uint32Array {
  const order: number[] = [];
  const visited = new Set<number>();
  const visit = (question: number): void => {
    if (visited.has(question)) return;
    visited.add(question);
    dependencies[question]!.forEach(visit);
    order.push(question);
  };
  dependencies.forEach((_, question) => visit(question));
  return Uint32Array.from(order);
}
