import { earlierExampleCatalog, exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import type { Attribute, Catalog, Plan } from '../../../shared/domain/catalog/schema.ts';
import { diffCatalogs } from '../../../shared/domain/catalogDiff/diffCatalogs.ts';
import { DIFF_LIMITS, type CatalogDiff } from '../../../shared/domain/catalogDiff/schema.ts';
import { finish, STEP_ROWS } from '../../../shared/domain/steps.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';

const diff = (from: Catalog, to: Catalog): CatalogDiff =>
  finish(diffCatalogs(compileCatalog(from), compileCatalog(to)));

/** One plan for each value of one attribute. */
function column(attribute: Omit<Attribute, 'id'>, values: NonNullable<Plan['values']>[string][]): Catalog {
  const plans = values.map((value, index): [string, NonNullable<Plan['values']>] => [
    `p${String(index).padStart(5, '0')}`,
    { a: value },
  ]);
  return flatCatalog({ attributes: [{ id: 'a', ...attribute }], plans: Object.fromEntries(plans) });
}

const changedIn = (from: Catalog, to: Catalog): string[] => diff(from, to).plans.changed.planIds;

describe('the example and the version before it', () => {
  it('differ in what was said to have changed', () => {
    expect(diff(earlierExampleCatalog, exampleCatalog)).toEqual({
      definition: [],
      attributes: { added: [], removed: [], changed: [], reordered: false },
      questions: {
        added: ['esim'],
        removed: [],
        changed: [{ id: 'budget', fields: [{ field: 'importance', from: 2, to: 3, truncated: false }] }],
        reordered: false,
      },
      lookups: { added: [], removed: [], changed: [], reordered: false },
      plans: {
        added: { total: 1, planIds: ['p3'] },
        removed: { total: 0, planIds: [] },
        changed: { total: 0, planIds: [], name: { total: 0, planIds: [] }, attributes: [] },
      },
      offers: {
        added: {
          total: 2,
          rows: [
            { planId: 'p3', market: { region: 'north' } },
            { planId: 'p1', market: { region: 'south' } },
          ],
        },
        removed: { total: 1, rows: [{ planId: 'p2', market: { region: 'south' } }] },
        changed: {
          total: 1,
          rows: [{ planId: 'p2', market: { region: 'north' } }],
          attributes: [{ attribute: 'monthlyPrice', total: 1 }],
        },
      },
    });
  });
});

describe('values', () => {
  it('of a set are the same in any order, and none is not unknown', () => {
    const from = column({ type: 'set' }, [['x', 'y', 'z'], ['x', 'y'], [], null, ['x'], []]);
    const to = column({ type: 'set' }, [['z', 'x', 'y'], ['x', 'z'], [], [], ['x', 'y'], null]);
    expect(changedIn(from, to)).toEqual(['p00001', 'p00003', 'p00004', 'p00005']);
  });

  it('of a text that became a category are the same texts; other types share nothing but unknown', () => {
    const texts = column({ type: 'text' }, ['5', 'true', '', null]);
    expect(changedIn(texts, column({ type: 'category' }, ['5', 'false', '', null]))).toEqual(['p00001']);
    expect(changedIn(texts, column({ type: 'number' }, [5, 0, null, null]))).toEqual(['p00000', 'p00001', 'p00002']);
    expect(changedIn(texts, column({ type: 'boolean' }, [null, true, false, null]))).toHaveLength(3);
  });

  it('of declared and of very many categories are found by what they are', () => {
    const values = Array.from({ length: 5_000 }, (_, index) => `v${index}`);
    const declared = values.slice(0, 4_500).reverse();
    const from = column({ type: 'category' }, values);
    const to = column({ type: 'category', values: declared.map((value) => ({ value })) }, [
      ...values.slice(0, -2),
      'elsewhere',
      null,
    ]);
    expect(changedIn(from, to)).toEqual(['p04998', 'p04999']);
    expect(changedIn(to, from)).toEqual(['p04998', 'p04999']);
  });

  it('of an attribute that was added count where they are known', () => {
    const without = flatCatalog({ attributes: [], plans: { p00000: {}, p00001: {} } });
    const { plans, attributes } = diff(without, column({ type: 'number' }, [1, null]));
    expect(attributes.added).toEqual(['a']);
    expect(plans.changed.attributes).toEqual([{ attribute: 'a', total: 1, planIds: ['p00000'] }]);
  });
});

describe('lists', () => {
  const many = (count: number, value: number) => column({ type: 'number' }, new Array<number>(count).fill(value));

  it('hold the first plans, and totals count all', () => {
    const { plans } = diff(many(9_000, 1), many(9_500, 2));
    expect(plans.changed.total).toBe(9_000);
    expect(plans.changed.planIds).toHaveLength(DIFF_LIMITS.listed);
    expect(plans.changed.planIds.at(-1)).toBe('p00099');
    expect(plans.changed.attributes).toEqual([{ attribute: 'a', total: 9_000, planIds: plans.changed.planIds }]);
    expect(plans.added.total).toBe(500);
    expect(plans.added.planIds.slice(0, 2)).toEqual(['p09000', 'p09001']);
  });

  it('of rows go market by market', () => {
    const sold = (price: number): Catalog => {
      const catalog = flatCatalog({
        attributes: [
          { id: 'price', type: 'number' },
          { id: 'where', type: 'category', values: [{ value: 'z' }] },
        ],
        plans: Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`p${index + 10}`, {}])),
        questions: [{ id: 'where', kind: 'single', effect: 'filter', attribute: 'where' }],
      });
      const rows = ['a', 'z'].flatMap((where) =>
        catalog.plans.map(({ planId }) => ({ planId, values: { where, price } })),
      );
      return { ...catalog, offers: { requires: ['where'], rows } };
    };
    const { changed } = diff(sold(1), sold(2)).offers;
    expect(changed).toMatchObject({ total: 160, attributes: [{ attribute: 'price', total: 160 }] });
    expect(changed.rows.map(({ market }) => market.where)).toEqual([
      ...new Array<string>(80).fill('z'),
      ...new Array<string>(20).fill('a'),
    ]);
  });

  it('of fields leave out what is long', () => {
    const withTitle = (title: string): Catalog => ({ ...flatCatalog({ attributes: [], plans: {} }), title });
    expect(diff(withTitle('short'), withTitle('x'.repeat(1_998))).definition[0]).toMatchObject({ from: 'short' });
    expect(diff(withTitle('short'), withTitle('x'.repeat(1_999))).definition).toEqual([
      { field: 'title', truncated: true },
    ]);
  });
});

describe('the work', () => {
  it('comes in steps of few rows', () => {
    const rows = 5 * STEP_ROWS;
    const [from, to] = [1, 2].map((value) =>
      compileCatalog(column({ type: 'number' }, new Array<number>(rows).fill(value))),
    );
    let steps = 0;
    for (const work = diffCatalogs(from!, to!); work.next().done !== true;) steps++;
    // Plans are paired, names and one column compared, and what changed is counted.
    expect(steps).toBeGreaterThanOrEqual(4 * 5);
  });
});
