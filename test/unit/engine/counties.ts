import type { Lookup, Offers, Question } from '../../../shared/domain/catalog/schema.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';

export const context = (id: string, more: Partial<Question> = {}): Omit<Question, 'text'> => ({
  id,
  kind: 'single',
  effect: 'context',
  ...more,
});
export const filter = (id: string, more: Partial<Question> = {}): Omit<Question, 'text'> => ({
  id,
  kind: 'single',
  effect: 'filter',
  attribute: id,
  ...more,
});

/** Four plans in three counties and two areas. */
export function counties(
  lookups: Lookup[],
  parts: { questions?: Omit<Question, 'text'>[]; offers?: Offers; ranking?: [] } = {},
) {
  return flatCatalog({
    attributes: [
      { id: 'county', type: 'category' },
      { id: 'area', type: 'category' },
      { id: 'big', type: 'boolean' },
    ],
    plans: {
      a: { county: 'A', area: 'one', big: true },
      b: { county: 'B', area: 'one', big: false },
      c: { county: 'B', area: 'two', big: false },
      d: { county: 'C', area: 'two', big: true },
    },
    questions: parts.questions ?? [context('zip'), filter('county'), filter('area')],
    lookups,
    ...(parts.offers === undefined ? {} : { offers: parts.offers }),
  });
}
