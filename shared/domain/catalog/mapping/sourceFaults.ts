import { FaultList } from '../faultList.ts';
import { pointerTo } from '../jsonPointer.ts';
import type { RowRules, Rule } from './mapping.ts';

/** A row of a file. Rows count as a spreadsheet shows them: the first is 1, and in CSV that is the header. */
export interface Place {
  /** Named where an import has several files. */
  readonly file: string | undefined;
  row: number;
}

/** "rows/17" or "plans.csv/rows/17/columns/price". */
export function placePath({ file, row }: Place, column?: string): string {
  const rows = `${file === undefined ? '' : `${file}/`}rows/${row}`;
  return column === undefined ? rows : `${rows}/columns${pointerTo('', column)}`;
}

type List = 'plans' | 'offers';

/** Rows that follow each other in the catalogue as they do in their file. */
interface Run {
  /** Index of the first one in its list of the catalogue. */
  readonly from: number;
  /** What has to be added to an index to have the row. */
  readonly shift: number;
  readonly file: string | undefined;
  readonly rules: RowRules | undefined;
}

/** Of "/plans/3/values/price" or "/offers/rows/3/values/price": list, index, and what points into the plan or row. */
const ITEM = /^\/(plans|offers\/rows)\/(\d+)(.*)$/s;

/**
 * Faults of an import. Plans and offer rows are checked by the catalogue's own rules, which point into the catalogue; such a
 * path becomes the row and column that the plan or offer came from, also when a check speaks of it long after it was read.
 */
export class SourceFaults extends FaultList {
  readonly #runs: Record<List, Run[]> = { plans: [], offers: [] };
  #root = '';
  /** Whether a file could not be read to its end, so that nothing can be said about what seems to be missing. */
  isIncomplete = false;

  /** Paths into the definition begin with this from now on: where it is. */
  pointInto(root: string): void {
    this.#root = root;
  }

  /** Says which row the next item of a list comes from. Without rules a line is the item itself. */
  noteOrigin(list: List, index: number, { file, row }: Place, rules: RowRules | undefined): void {
    const runs = this.#runs[list];
    const last = runs.at(-1);
    if (last?.shift === row - index && last.file === file && last.rules === rules) return;
    runs.push({ from: index, shift: row - index, file, rules });
  }

  override add(...[path, code, message]: Parameters<FaultList['add']>): void {
    super.add(this.#translate(path) ?? this.#root + path, code, message);
  }

  /** At a path that is to stay as it is. */
  addAt(...[path, code, message]: Parameters<FaultList['add']>): void {
    super.add(path, code, message);
  }

  #translate(path: string): string | undefined {
    const [, list, digits, inside = ''] = ITEM.exec(path) ?? [];
    if (list === undefined) return undefined;
    const index = Number(digits);
    const run = findRun(this.#runs[list === 'plans' ? 'plans' : 'offers'], index);
    return run && toPath({ file: run.file, row: index + run.shift }, inside, run.rules);
  }
}

function findRun(runs: readonly Run[], index: number): Run | undefined {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (runs[middle]!.from <= index) low = middle + 1;
    else high = middle;
  }
  return runs[low - 1];
}

function toPath(place: Place, inside: string, rules: RowRules | undefined): string {
  if (rules === undefined) return placePath(place) + inside;
  const [, field, id = ''] = inside.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const rule = field === 'values' ? rules.values.find((each) => each.id === id)?.rule : fieldRule(rules, field);
  return placePath(place, rule === undefined ? undefined : columnOf(rule));
}

function fieldRule(rules: RowRules, field: string | undefined): Rule | undefined {
  if (field === 'planId') return rules.planId;
  return field === 'name' ? rules.name : undefined;
}

/** The column that a person looks at to see what a rule read; the first of several. */
export function columnOf(rule: Rule): string | undefined {
  return columnsOf(rule)[0];
}

export function columnsOf({ from }: Rule): readonly string[] {
  if (from.kind === 'column') return [from.column];
  return from.kind === 'constant' ? [] : from.columns;
}
