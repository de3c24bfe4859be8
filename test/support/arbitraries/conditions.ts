import fc from 'fast-check';
import type { AttributeBy, Condition, QuestionKind } from '../../../shared/domain/catalog/schema.ts';

/** A question that others may depend on, with the answers it is likely to get. */
export interface Source {
  id: string;
  kind: QuestionKind;
  options: string[];
  numbers: number[];
}

/** A condition as choices among whatever sources there will be. */
export type ConditionChoice =
  | { source: number; picks: number[]; bounds: 'none' | 'min' | 'max' | 'both' }
  | { all: ConditionChoice[] }
  | { any: ConditionChoice[] };

export const conditionArbitrary = fc.letrec<{ condition: ConditionChoice; leaf: ConditionChoice }>((tie) => ({
  leaf: fc.record({
    source: fc.nat(99),
    picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
    bounds: fc.constantFrom('none', 'min', 'max', 'both'),
  }),
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    { weight: 3, arbitrary: tie('leaf') },
    { weight: 1, arbitrary: fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }) },
  ),
})).condition;

/** `sources` must not be empty and hold no `range`. */
export function toCondition(choice: ConditionChoice, sources: Source[]): Condition {
  if ('all' in choice) return { all: choice.all.map((part) => toCondition(part, sources)) };
  if ('any' in choice) return { any: choice.any.map((part) => toCondition(part, sources)) };
  const { id, kind, options, numbers } = sources[choice.source % sources.length]!;
  const number = (pick: number) => numbers[pick % numbers.length]!;
  if (kind === 'number' && choice.bounds !== 'none') {
    const min = number(choice.picks[0]!);
    if (choice.bounds === 'min') return { question: id, min };
    if (choice.bounds === 'max') return { question: id, max: min };
    const other = number(choice.picks[choice.picks.length - 1]!);
    return { question: id, min: Math.min(min, other), max: Math.max(min, other) };
  }
  const listed = choice.picks.map((pick) => {
    if (kind === 'number') return number(pick);
    return kind === 'boolean' ? pick % 2 === 0 : options[pick % options.length]!;
  });
  return { question: id, in: [...new Set(listed)] };
}

/** An `attributeBy` as choices; `target` chooses among the attributes of the right type. */
export interface AttributeByChoice {
  source: number;
  entries: { key: number; target: number; inner: AttributeByChoice | null }[];
  fallback: number | null;
}

export const attributeByArbitrary = fc.letrec<{ by: AttributeByChoice }>((tie) => ({
  by: fc.record({
    source: fc.nat(99),
    entries: fc.array(
      fc.record({
        key: fc.nat(99),
        target: fc.nat(99),
        inner: fc.oneof<fc.MaybeWeightedArbitrary<AttributeByChoice | null>[]>(
          { maxDepth: 2, depthSize: 'small' },
          { weight: 3, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: tie('by') },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    fallback: fc.option(fc.nat(99), { freq: 3 }),
  }),
})).by;

/** `sources` must not be empty and be `single`, `boolean` or `number`. */
export function toAttributeBy(choice: AttributeByChoice, sources: Source[], targets: string[]): AttributeBy {
  const source = sources[choice.source % sources.length]!;
  const target = (index: number) => targets[index % targets.length]!;
  const entries = choice.entries.map(({ key, target: index, inner }): [string, string | AttributeBy] => [
    keyOf(source, key),
    inner === null ? target(index) : toAttributeBy(inner, sources, targets),
  ]);
  const by: AttributeBy = { question: source.id, map: Object.fromEntries(entries) };
  return choice.fallback === null ? by : { ...by, default: target(choice.fallback) };
}

function keyOf({ kind, options, numbers }: Source, pick: number): string {
  if (kind === 'boolean') return String(pick % 2 === 0);
  // String(-0) is "0", so two keys are never the same band.
  return kind === 'number' ? String(numbers[pick % numbers.length]!) : options[pick % options.length]!;
}
