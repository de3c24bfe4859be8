import { isKnown, type Column, type NumberColumn, type OptionColumn, type TextColumn } from '../engine/columns.ts';
import { valueAt } from '../engine/planCards.ts';
import { compareStrings } from './pairPlans.ts';
import { sameJson } from './sameJson.ts';
import { forEachRow, type Steps } from '../steps.ts';

/** Whether a row of the one version and a row of the other have different values. */
export type Differs = (fromRow: number, toRow: number) => boolean;

/**
 * The quickest way to tell the values of two columns apart. A column that a version does not have is unknown everywhere.
 * The elements of a set may come in any order.
 */
export function* compareColumns(from: Column | undefined, to: Column | undefined): Steps<Differs> {
  if (from === undefined) return to === undefined ? () => false : (_, row) => isKnown(to, row);
  if (to === undefined) return (row) => isKnown(from, row);
  // Of different types only the texts of a category and of a text can be the same value.
  if (from.attribute.type !== to.attribute.type) {
    return (row, other) => !sameJson(valueAt(from, row), valueAt(to, other));
  }
  if (from.kind === 'number') return compareNumbers(from, to as NumberColumn);
  if (from.kind === 'text') return compareTexts(from, to as TextColumn);
  const toCode = yield* translateCodes(from, to as OptionColumn);
  return from.codes === null
    ? compareSets(from, to as OptionColumn, toCode)
    : compareCodes(from, to as OptionColumn, toCode);
}

/** What stands for the code of a value that the other column does not have: no code, and not unknown either. */
const NOWHERE = -2;

/** By code of the one column, the code of the same value in the other. */
export function* translateCodes(from: OptionColumn, to: OptionColumn): Steps<Int32Array> {
  const codes = new Int32Array(from.values.length);
  const codeOf = to.codeIndex ?? (yield* indexValues(to.values));
  yield* forEachRow(codes.length, (code) => {
    codes[code] = codeOf.get(from.values[code]!) ?? NOWHERE;
  });
  return codes;
}

/** A large dictionary has no index of its own. */
function* indexValues(values: readonly string[]): Steps<Map<string, number>> {
  const codes = new Map<string, number>();
  yield* forEachRow(values.length, (code) => codes.set(values[code]!, code));
  return codes;
}

function compareNumbers({ values }: NumberColumn, { values: others }: NumberColumn): Differs {
  return (row, other) => {
    const value = values[row]!;
    const otherValue = others[other]!;
    return value !== otherValue && !(Number.isNaN(value) && Number.isNaN(otherValue));
  };
}

function compareCodes(from: OptionColumn, to: OptionColumn, toCode: Int32Array): Differs {
  const codes = from.codes!;
  const others = to.codes!;
  return (row, other) => {
    const code = codes[row]! - 1;
    return (code < 0 ? -1 : toCode[code]!) !== others[other]! - 1;
  };
}

/** An element is in a set once, so two sets of the same size are the same when all elements of one are in the other. */
function compareSets(from: OptionColumn, to: OptionColumn, toCode: Int32Array): Differs {
  const [lists, otherLists] = [from.lists!, to.lists!];
  const [offsets, otherOffsets] = [from.offsets!, to.offsets!];
  const [items, otherItems] = [from.items!, to.items!];
  /** By code, the comparison that saw it last. */
  const seen = new Float64Array(to.values.length);
  let comparison = 0;
  return (row, other) => {
    const [list, otherList] = [lists[row]!, otherLists[other]!];
    const [start, end] = [offsets[list]!, offsets[list + 1]!];
    const [otherStart, otherEnd] = [otherOffsets[otherList]!, otherOffsets[otherList + 1]!];
    if (end - start !== otherEnd - otherStart || isKnown(from, row) !== isKnown(to, other)) return true;
    comparison++;
    for (let i = otherStart; i < otherEnd; i++) seen[otherItems[i]!] = comparison;
    for (let i = start; i < end; i++) {
      const code = toCode[items[i]!]!;
      if (code < 0 || seen[code] !== comparison) return true;
    }
    return false;
  };
}

/** Many offer rows share the text of their plan: each is compared once with what it met last. */
function compareTexts(from: TextColumn, to: TextColumn): Differs {
  const placeOf = ({ places }: TextColumn, row: number): number => (places === null ? row : places[row]!);
  /** By text of the one, the text of the other it met last, plus 1; negative when they differ. */
  const verdicts = new Float64Array(from.texts.offsets.length - 1);
  return (row, other) => {
    const known = isKnown(from, row);
    if (known !== isKnown(to, other)) return true;
    if (!known) return false;
    const place = placeOf(from, row);
    const otherPlace = placeOf(to, other);
    const verdict = verdicts[place]!;
    if (Math.abs(verdict) === otherPlace + 1) return verdict < 0;
    const differ = compareStrings(from.texts, place, to.texts, otherPlace) !== 0;
    verdicts[place] = differ ? -otherPlace - 1 : otherPlace + 1;
    return differ;
  };
}
