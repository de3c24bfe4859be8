import type { Catalog, CatalogDefinition, Curve, Question } from '../../shared/domain/catalog/schema.ts';
import { booleanColumns, categoryColumns, facetColumns, numberColumns, setColumns } from './columns.ts';
import { createPlans } from './plans.ts';

/** How the question on an option column compares; `any` and `all` take several options, `equals` one. */
export type OptionTest = 'equals' | 'any' | 'all';

const TEST_BY_COLUMN: Readonly<Record<string, OptionTest>> = {
  category1: 'equals',
  category2: 'any',
  category3: 'equals',
  category4: 'any',
  category5: 'equals',
  category6: 'any',
  set1: 'any',
  set2: 'all',
  set3: 'any',
  set4: 'all',
  boolean1: 'equals',
  boolean2: 'equals',
};

export const testOf = (columnId: string): OptionTest => TEST_BY_COLUMN[columnId]!;

/** The six weighted preferences, in questionnaire order; all of them are answered in every session. */
export interface Preference {
  questionId: string;
  attribute: string;
  weight: number;
  curve: Extract<Curve, { kind: 'linear' | 'target' | 'ordered' }>;
}

export const preferences: readonly Preference[] = [
  { attribute: 'number1', weight: 3, curve: { kind: 'linear', from: 120, to: 0 } },
  { attribute: 'number7', weight: 2, curve: { kind: 'linear', from: 1, to: 5 } },
  { attribute: 'number6', weight: 1.5, curve: { kind: 'target', width: 300 } },
  { attribute: 'number8', weight: 1, curve: { kind: 'target', width: 2_000 } },
  { attribute: 'category7', weight: 2, curve: { kind: 'ordered' } },
  { attribute: 'category8', weight: 0.7, curve: { kind: 'ordered' } },
].map((preference) => ({ ...preference, questionId: `prefer-${preference.attribute}` }) as Preference);

const ORDERED_ATTRIBUTES = new Set(
  preferences.filter(({ curve }) => curve.kind === 'ordered').map(({ attribute }) => attribute),
);

function facetQuestion(columnId: string, type: string): Question {
  const shared = { id: columnId, text: columnId, effect: 'filter', attribute: columnId } as const;
  if (type === 'boolean') return { ...shared, kind: 'boolean' };
  const test = testOf(columnId);
  return test === 'equals' ? { ...shared, kind: 'single' } : { ...shared, kind: 'multiple', match: test };
}

/**
 * The panel as a catalogue: 12 facet questions with 68 options, 8 ranges, 6 preferences. Every filter question of a
 * catalogue has a facet, so a request that does not name the facets it wants gets eight histograms more than the peers
 * are asked for.
 */
export function createDefinition(): Omit<CatalogDefinition, 'offers'> {
  return {
    title: 'Panel',
    attributes: [
      ...[...categoryColumns, ...setColumns].map(({ id, type, values }) => ({
        id,
        type,
        ...(ORDERED_ATTRIBUTES.has(id) ? { values: values.map((value) => ({ value })) } : {}),
      })),
      ...[...numberColumns, ...booleanColumns].map(({ id, type }) => ({ id, type })),
    ],
    questions: [
      ...facetColumns.map(({ id, type }) => facetQuestion(id, type)),
      ...numberColumns.map(({ id }): Question => ({ id, text: id, kind: 'range', effect: 'filter', attribute: id })),
      ...preferences.map(({ questionId, attribute, weight, curve }): Question => ({
        id: questionId,
        text: questionId,
        kind: curve.kind === 'ordered' ? 'single' : 'number',
        effect: 'preference',
        attribute,
        weight,
        curve,
      })),
    ],
  };
}

export function createPanelCatalog(seed: number, plans: number): Catalog {
  return { ...createDefinition(), plans: [...createPlans(seed, plans)] };
}
