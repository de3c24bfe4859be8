import type { Rule, TargetType } from './mapping.ts';
import { scale } from './numbers.ts';
import { createTextReader, readList, type Reading } from './readText.ts';
import { createTally, type Tally, type TallyEntry } from './tally.ts';

/** Rules see the same few texts again and again in most columns; this many are read once only. */
const REMEMBERED = 4_096;
/** A longer text is hardly repeated, and remembering it would cost memory. */
const MAX_REMEMBERED_LENGTH = 200;

export interface CellReader {
  read(cell: unknown): Reading;
  readonly tally: Tally;
}

/** Reads the cells of one rule, whatever type a JSON source gave them, and keeps count of what came of them. */
export function createCellReader(rule: Rule, target: TargetType): CellReader {
  const readText = createTextReader(rule, target);
  const tally = createTally();
  const remembered = new Map<string, TallyEntry>();

  function readString(text: string): Reading {
    const known = remembered.get(text);
    if (known !== undefined) {
      known.count += 1;
      return known.reading;
    }
    const reading = readText(text);
    const entry = { text, reading, count: 1 };
    if (remembered.size < REMEMBERED && text.length <= MAX_REMEMBERED_LENGTH) {
      remembered.set(text, entry);
      tally.follow(entry);
    } else {
      tally.add(entry);
    }
    return reading;
  }

  function count(cell: unknown, reading: Reading): Reading {
    tally.add({ text: JSON.stringify(cell).slice(0, MAX_REMEMBERED_LENGTH), reading, count: 1 });
    return reading;
  }

  return {
    tally,
    read(cell) {
      if (typeof cell === 'string') return readString(cell);
      if (cell === null || cell === undefined) return readString('');
      return count(cell, readJson(cell, rule, target) ?? readText(JSON.stringify(cell)));
    },
  };
}

/** A value that JSON has already typed; undefined where it is to be read as text. */
function readJson(cell: unknown, rule: Rule, target: TargetType): Reading | undefined {
  if (Array.isArray(cell)) {
    const parts = (cell as unknown[]).filter((part) => typeof part === 'string' || typeof part === 'number');
    if (target !== 'set' || parts.length < cell.length) return { outcome: 'notUnderstood' };
    return { outcome: 'known', value: readList(parts.map(String), rule), by: 'asIs' };
  }
  if (typeof cell === 'object') return { outcome: 'notUnderstood' };
  if (rule.words.size > 0) return undefined;
  if (target === 'boolean' && typeof cell === 'boolean') return { outcome: 'known', value: cell, by: 'asIs' };
  if (target === 'number' && typeof cell === 'number' && rule.as !== 'date' && rule.units === undefined) {
    const value = scale(cell, rule.factor) + 0;
    return Number.isFinite(value) ? { outcome: 'known', value, by: 'asIs' } : { outcome: 'notUnderstood' };
  }
  return undefined;
}
