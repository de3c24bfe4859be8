import { LIMITS, type Attribute, type Question } from '../schema.ts';
import type { ColumnProfile } from './profileColumn.ts';

export interface ProposalOptions {
  readonly file: string;
  readonly format: 'csv' | 'ndjson' | 'json';
  readonly delimiter: string | undefined;
  readonly encoding: 'utf-8' | 'latin1';
}

/** A mapping as a person writes it: to be edited, and good for an import as it is where some column has ids. */
export function proposeMapping(columns: readonly ColumnProfile[], options: ProposalOptions): unknown {
  const id = findIdColumn(columns);
  const name =
    columns.find(({ column, guess, empty }) => /name|title|label/i.test(column) && guess !== 'empty' && empty === 0) ??
    id;
  const taken = new Set<string>();
  const mapped = columns
    .filter((profile) => profile !== id && profile !== name && profile.guess !== 'empty')
    .slice(0, LIMITS.attributes)
    .map((profile) => ({ profile, attribute: proposeAttribute(profile, taken) }));
  return {
    catalog: {
      title: options.file,
      attributes: mapped.map(({ attribute }) => attribute),
      questions: mapped
        .flatMap(({ profile, attribute }) => proposeQuestion(profile, attribute))
        .slice(0, LIMITS.questions),
      ...proposeRanking(mapped),
    },
    plans: {
      file: options.file,
      ...(options.format === 'csv' && options.delimiter !== undefined && { delimiter: options.delimiter }),
      ...(options.format === 'csv' && options.encoding !== 'utf-8' && { encoding: options.encoding }),
      planId: id?.column ?? columns[0]?.column ?? 'id',
      name: name?.column ?? columns[0]?.column ?? 'name',
      values: Object.fromEntries(mapped.map(({ profile, attribute }) => [attribute.id, proposeRule(profile)])),
    },
  };
}

/** A column in which every row has a text of its own; one that is called an id goes before the others. */
export function findIdColumn(columns: readonly ColumnProfile[]): ColumnProfile | undefined {
  const unique = columns.filter(({ isUnique, guess }) => isUnique && guess !== 'money' && guess !== 'percent');
  return (
    unique.find(({ column }) => /(^|[^a-z])(id|key|code|sku|number)$|[a-z]Id$/i.test(column)) ??
    unique.find(({ guess }) => guess === 'text' || guess === 'category') ??
    unique[0]
  );
}

function proposeAttribute({ column, guess }: ColumnProfile, taken: Set<string>): Attribute {
  const id = toAttributeId(column, taken);
  const type = (
    {
      number: 'number',
      money: 'number',
      percent: 'number',
      date: 'number',
      yesNo: 'boolean',
      list: 'set',
      category: 'category',
      text: 'text',
      empty: 'text',
    } as const
  )[guess];
  return {
    id,
    type,
    label: column,
    ...(guess === 'money' && { better: 'lower' as const }),
    ...(guess === 'percent' && { unit: '%' }),
    ...(guess === 'date' && { unit: 'year' }),
  };
}

/** "plan_marketing_name" -> "planMarketingName". */
function toAttributeId(column: string, taken: Set<string>): string {
  const words = column.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const camel = words.map(
    (word, index) => (index === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1),
  );
  const base = camel.join('').slice(0, LIMITS.idLength - 8) || 'column';
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}${number}`;
  taken.add(id);
  return id;
}

function proposeRule(profile: ColumnProfile): unknown {
  const { column, guess, unknownWords, separator, dateFormat } = profile;
  const rule = {
    ...(guess === 'money' && { as: 'money' }),
    ...(guess === 'percent' && { as: 'percent' }),
    ...(dateFormat !== undefined && { date: dateFormat }),
    ...(separator !== undefined && { separator }),
    ...(unknownWords.length > 0 && guess !== 'text' && { unknown: unknownWords }),
  };
  return Object.keys(rule).length === 0 ? column : { column, ...rule };
}

function proposeQuestion(profile: ColumnProfile, attribute: Attribute): Question[] {
  const { id, type } = attribute;
  const text = `${profile.column}?`;
  const isSame = profile.isExact && profile.distinct <= 1;
  if (isSame || type === 'text') return [];
  if (type === 'number') return [{ id, text, kind: 'range', effect: 'filter', attribute: id }];
  const kind = type === 'boolean' ? 'boolean' : 'multiple';
  return [{ id, text, kind, effect: 'filter', attribute: id }];
}

/** By the first price, for want of anything better. */
function proposeRanking(mapped: readonly { profile: ColumnProfile; attribute: Attribute }[]): { ranking?: unknown[] } {
  const price = mapped.find(
    ({ profile: { guess, min, max } }) => guess === 'money' && min !== undefined && min !== max,
  );
  if (price === undefined) return {};
  const { min, max } = price.profile;
  return { ranking: [{ attribute: price.attribute.id, curve: { kind: 'linear', from: max, to: min } }] };
}
