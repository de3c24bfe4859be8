import type {
  Attribute,
  Catalog,
  Lookup,
  Offers,
  Plan,
  Question,
  RankingEntry,
} from '../../shared/domain/catalog/schema.ts';

type Values = NonNullable<Plan['values']>;

/** A catalogue from as little as a case needs: plans by id, questions without their texts. */
export function flatCatalog(parts: {
  attributes: Attribute[];
  plans: Record<string, Values>;
  questions?: Omit<Question, 'text'>[];
  ranking?: RankingEntry[];
  stopAt?: number;
  offers?: Offers;
  lookups?: Lookup[];
}): Catalog {
  const { attributes, ranking = [], stopAt, offers, lookups } = parts;
  const plans = Object.entries(parts.plans).map(([planId, values]) => ({ planId, name: `Plan ${planId}`, values }));
  const questions = (parts.questions ?? []).map((question) => ({ ...question, text: 'Which?' }));
  return {
    attributes,
    plans,
    questions,
    ranking,
    ...(stopAt === undefined ? {} : { stopAt }),
    ...(offers === undefined ? {} : { offers }),
    ...(lookups === undefined ? {} : { lookups }),
  };
}

/** One number attribute `size` with one plan for each value, and a filter question on it. */
export function sizesCatalog(sizes: (number | null)[], question: Partial<Question> = {}): Catalog {
  return flatCatalog({
    attributes: [{ id: 'size', type: 'number' }],
    plans: Object.fromEntries(sizes.map((size, index) => [planId(index), { size }])),
    questions: [{ id: 'size', kind: 'range', effect: 'filter', attribute: 'size', ...question }],
  });
}

/**
 * Yes-or-no wishes, one boolean attribute and one question each, and plans by the wishes they grant. All wished for,
 * they show which of them go together.
 */
export function wishesCatalog(wishes: Record<string, Partial<Question>>, plans: Record<string, string[]>): Catalog {
  const ids = Object.keys(wishes);
  return flatCatalog({
    attributes: ids.map((id) => ({ id, type: 'boolean' })),
    plans: Object.fromEntries(
      Object.entries(plans).map(([id, granted]) => [
        id,
        Object.fromEntries(ids.map((wish) => [wish, granted.includes(wish)])),
      ]),
    ),
    questions: ids.map((id) => ({ id, kind: 'boolean', effect: 'filter', attribute: id, ...wishes[id] })),
  });
}

/** `p00`, `p01`, ...: ids whose order is that of the numbers. */
export function planId(index: number): string {
  return `p${String(index).padStart(2, '0')}`;
}
