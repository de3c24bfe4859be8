import type { Reading } from './readText.ts';

const EXAMPLES = 20;

export interface TallyEntry {
  readonly text: string;
  readonly reading: Reading;
  count: number;
}

/** What came of the cells of one rule. */
export interface TallySummary {
  read: number;
  /** Of those read: how many the mapping gave another meaning. */
  byPhrase: number;
  /** Of those read: how many had other white space, letters or signs. */
  cleaned: number;
  empty: number;
  unknown: Counted;
  notUnderstood: Counted;
}

export interface Counted {
  total: number;
  /** The most frequent first. */
  examples: { text: string; count: number }[];
}

export interface Tally {
  /** Counts cells that were read once. */
  add(entry: TallyEntry): void;
  /** Takes an entry whose count goes on rising. */
  follow(entry: TallyEntry): void;
  summarise(): TallySummary;
}

/** Counts readings; keeps texts only where a person has to see them, and a bounded number of those. */
export function createTally(): Tally {
  const followed: TallyEntry[] = [];
  const added: TallySummary = emptySummary();

  return {
    add: (entry) => addTo(added, entry),
    follow: (entry) => {
      followed.push(entry);
    },
    summarise() {
      const sum = structuredCopy(added);
      for (const entry of followed) addTo(sum, entry, Infinity);
      for (const counted of [sum.unknown, sum.notUnderstood]) {
        counted.examples.sort((a, b) => b.count - a.count);
        counted.examples.length = Math.min(counted.examples.length, EXAMPLES);
      }
      return sum;
    },
  };
}

function emptySummary(): TallySummary {
  return {
    read: 0,
    byPhrase: 0,
    cleaned: 0,
    empty: 0,
    unknown: { total: 0, examples: [] },
    notUnderstood: { total: 0, examples: [] },
  };
}

function structuredCopy(summary: TallySummary): TallySummary {
  const copy = ({ total, examples }: Counted): Counted => ({ total, examples: examples.map((each) => ({ ...each })) });
  return { ...summary, unknown: copy(summary.unknown), notUnderstood: copy(summary.notUnderstood) };
}

function addTo(summary: TallySummary, { text, reading, count }: TallyEntry, maxExamples = EXAMPLES): void {
  switch (reading.outcome) {
    case 'known':
      summary.read += count;
      if (reading.by === 'phrase') summary.byPhrase += count;
      if (reading.by === 'cleaned') summary.cleaned += count;
      return;
    case 'empty':
      summary.empty += count;
      return;
    case 'unknown':
    case 'notUnderstood': {
      const counted = summary[reading.outcome];
      counted.total += count;
      const example = counted.examples.find((each) => each.text === text);
      if (example !== undefined) example.count += count;
      else if (counted.examples.length < maxExamples) counted.examples.push({ text, count });
    }
  }
}
