import fc from 'fast-check';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import type { OptionFacet, Shortlist } from '../../../shared/domain/engine/schema.ts';
import { fromSnapshot } from '../../../shared/domain/engine/snapshot.ts';
import { largeCatalogArbitrary } from '../../support/arbitraries/largeCatalogs.ts';
import { askedArbitrary, overConstrainedArbitrary, type Asked } from '../../support/arbitraries/requests.ts';
import { asSent, comparable, differencesBetween } from '../../support/differences.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';
import { interpret } from '../../support/oracle/index.ts';
import { toPlainRequest } from '../../support/oracle/request.ts';
import { readSituation } from '../../support/oracle/situation.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { snapshotBytes } from '../../support/snapshotBytes.ts';

describe('recommend, on larger catalogues', () => {
  it('lists, counts and explains as the interpreter does', () => {
    fc.assert(
      fc.property(askedArbitrary(largeCatalogArbitrary(300, 2_500)), (asked) => {
        const include = ['plans' as const, 'reasons' as const, 'facets' as const];
        expectSame({ ...asked, request: { ...asked.request, include } });
      }),
      { ...propertyRuns(20), endOnFailure: true },
    );
  });

  it('finds the ways out as the interpreter does', () => {
    fc.assert(
      fc.property(overConstrainedArbitrary(largeCatalogArbitrary(300, 2_500)), (asked) => {
        expectSame({ ...asked, request: { ...asked.request, include: ['waysOut'] } });
      }),
      { ...propertyRuns(20), endOnFailure: true },
    );
  });

  it('asks next and judges stability as the interpreter does', () => {
    fc.assert(
      fc.property(askedArbitrary(largeCatalogArbitrary(60, 260)), (asked) => {
        expectSame({ ...asked, request: { ...asked.request, include: ['nextQuestion'] } });
      }),
      { ...propertyRuns(20), endOnFailure: true },
    );
  });
});

describe.each(implementations)('facets of the %s with very many options', (_name, { recommend: answer }) => {
  it('list the 2,000 of the highest count, ties ascending, and the selected ones', () => {
    const serial = (index: number) => `s${String(index).padStart(4, '0')}`;
    const catalog = flatCatalog({
      attributes: [{ id: 'serial', type: 'category', values: [{ value: serial(2) }, { value: serial(2_010) }] }],
      plans: Object.fromEntries([
        ...Array.from({ length: 2_010 }, (_, index) => [`p${index}`, { serial: serial(index) }] as const),
        ['again', { serial: serial(2_007) }],
      ]),
      questions: [{ id: 'serial', kind: 'multiple', effect: 'filter', attribute: 'serial' }],
    });
    const facetFor = (chosen: string[]) =>
      answer(catalog, { responses: { serial: chosen }, include: ['facets'] }).facets![0] as OptionFacet;
    const [firstDeclared, ...others] = [
      serial(2),
      ...range(0, 2_000)
        .filter((index) => index !== 2)
        .map(serial),
    ];

    const open = facetFor([]);
    expect(open.truncated).toBe(true);
    expect(open.options.map(({ value }) => value)).toEqual([firstDeclared, ...others.slice(0, 1_998), serial(2_007)]);

    const selected = [serial(2_009), 'none'];
    const chosen = facetFor(selected).options;
    expect(chosen.map(({ value }) => value)).toEqual(
      [firstDeclared, 'none', ...others.slice(0, 1_998), serial(2_007), serial(2_009)].sort((a, b) =>
        a === firstDeclared ? -1 : b === firstDeclared ? 1 : a < b ? -1 : 1,
      ),
    );
    expect(chosen.filter((option) => option.selected).map(({ value, count }) => [value, count])).toEqual([
      ['none', 0],
      [serial(2_009), 1],
    ]);
  });
});

function expectSame({ catalog, request }: Asked): void {
  const compiled = compileCatalog(catalog);
  const actual = recommend(compiled, request);
  const expected = interpret(catalog, request);
  const leaveOpen = (shortlist: Shortlist) =>
    isOpen({ catalog, request }, expected.total) ? unjudged(shortlist) : shortlist;
  expect(differencesBetween(comparable(leaveOpen(actual)), comparable(leaveOpen(expected)))).toEqual([]);
  expect(differencesBetween(asSent(recommend(fromSnapshot(snapshotBytes(compiled)), request)), asSent(actual))).toEqual(
    [],
  );
}

/** Among more than 100 plans an open preference may be judged by the best of them only, so stability is not exact. */
function isOpen({ catalog, request }: Asked, total: number): boolean {
  const { applies, given } = readSituation(catalog, toPlainRequest(request));
  return (
    total > 100 &&
    catalog.questions.some(({ id, effect }) => effect === 'preference' && applies.has(id) && !given.has(id))
  );
}

function unjudged(shortlist: Shortlist): Shortlist {
  return { ...shortlist, stability: undefined, canStop: undefined };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
