import type { TallySummary } from './tally.ts';

/** What became of the rows of one source, for a person to look through. */
export interface SourceAccount {
  readonly file: string;
  readonly made: 'plans' | 'offers' | 'lookup rows';
  readonly rows: number;
  /** Plans, offers or lookup rows that came of them. */
  readonly count: number;
  readonly values: readonly ValueAccount[];
  /** By joined file, how many rows found nothing there. */
  readonly unjoined: ReadonlyMap<string, number>;
}

export interface ValueAccount {
  readonly id: string;
  readonly columns: readonly string[];
  readonly summary: TallySummary;
}

const SHOWN_TEXT = 60;
const SHOWN_EXAMPLES = 5;

/** Lines that tell what was read, what is unknown and why, and what could not be understood. */
export function describeAccount(account: SourceAccount): string[] {
  const { file, rows, count, made, values, unjoined } = account;
  return [
    `${file}: ${number(rows)} rows -> ${number(count)} ${made}`,
    ...[...unjoined].map(
      ([name, missing]) => `  ${number(missing)} rows without a row in ${name}: its columns are unknown`,
    ),
    ...describeValues(values),
  ];
}

/** Neighbours of which the same is to be said (such as premiums by age) share a line. */
function describeValues(values: readonly ValueAccount[]): string[] {
  const groups: { names: string[]; lines: string[] }[] = [];
  for (const { id, columns, summary } of values) {
    if (columns.length === 0) continue;
    const name = columns.length === 1 && columns[0] === id ? id : `${id} (${columns.join(', ')})`;
    const lines = describeSummary(summary);
    const last = groups.at(-1);
    if (last?.lines.join() === lines.join()) last.names.push(name);
    else groups.push({ names: [name], lines });
  }
  return groups.flatMap(({ names, lines: [first, ...more] }) => {
    const shown =
      names.length <= 3 ? names.join('; ') : `${names[0]!}; … ${names.at(-1)!}: ${names.length} values, each`;
    return [`  ${shown}: ${first!}`, ...more];
  });
}

function describeSummary({ read, byPhrase, cleaned, empty, unknown, notUnderstood }: TallySummary): string[] {
  const how = [
    ...(byPhrase > 0 ? [`${number(byPhrase)} by a phrase`] : []),
    ...(cleaned > 0 ? [`${number(cleaned)} cleaned`] : []),
  ];
  const parts = [`${number(read)} read${how.length > 0 ? ` (${how.join(', ')})` : ''}`];
  if (empty > 0) parts.push(`${number(empty)} empty -> unknown`);
  if (unknown.total > 0) parts.push(`${number(unknown.total)} unknown by the mapping`);
  if (notUnderstood.total > 0) parts.push(`${number(notUnderstood.total)} not understood`);
  return [
    parts.join(', '),
    ...describeExamples('unknown by the mapping', unknown.examples),
    ...describeExamples('not understood', notUnderstood.examples),
  ];
}

function describeExamples(what: string, examples: readonly { text: string; count: number }[]): string[] {
  if (examples.length === 0) return [];
  const shown = examples
    .slice(0, SHOWN_EXAMPLES)
    .map(({ text, count }) => `${number(count)} x ${JSON.stringify(cut(text))}`);
  const more = examples.length > SHOWN_EXAMPLES ? ', …' : '';
  return [`      ${what}: ${shown.join(', ')}${more}`];
}

function cut(text: string): string {
  return text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}…` : text;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
