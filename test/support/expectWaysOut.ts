import type { Catalog } from '../../shared/domain/catalog/schema.ts';
import type { Shortlist, ShortlistRequest } from '../../shared/domain/engine/schema.ts';
import { allWaysOut } from './oracle/bruteForce.ts';
import { toPlainRequest } from './oracle/request.ts';

/** That conflicts and relaxations are minimal and distinct, and that there are two relaxations where two exist. */
export function expectWaysOut(
  catalog: Catalog,
  request: ShortlistRequest,
  { conflicts, relaxations }: Pick<Shortlist, 'conflicts' | 'relaxations'>,
): void {
  const all = allWaysOut(catalog, toPlainRequest(request));
  expectSomeOf(conflicts!, all.conflicts, 1);
  const drops = relaxations!.map(({ drop }) => drop);
  expectSomeOf(drops, all.relaxations, 2);
}

/** `found` are distinct sets among `all`, at most three of them and at least `least` where there are that many. */
function expectSomeOf(found: string[][], all: string[][], least: number): void {
  const written = found.map(asText);
  expect(all.map(asText)).toEqual(expect.arrayContaining(written));
  expect(new Set(written).size).toBe(written.length);
  expect(written.length).toBeLessThanOrEqual(3);
  expect(written.length).toBeGreaterThanOrEqual(Math.min(least, all.length));
}

function asText(ids: string[]): string {
  return JSON.stringify([...ids].sort());
}
