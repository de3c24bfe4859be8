import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import type { PlainRequest } from './request.ts';
import { readSituation } from './situation.ts';
import { candidatesOf, fitsKeeping } from './waysOut.ts';

/** Every minimal conflict and every minimal relaxation, found by trying all subsets. For a dozen candidates at most. */
export function allWaysOut(
  catalog: Catalog,
  request: PlainRequest,
): { conflicts: string[][]; relaxations: string[][] } {
  const situation = readSituation(catalog, request);
  const candidates = candidatesOf(situation);
  const without = (set: string[]) => candidates.filter((id) => !set.includes(id));
  const subsets = subsetsOf(candidates).sort((a, b) => a.length - b.length);
  const isHopeless = situation.needs.length > 0 || !fitsKeeping(catalog, request, candidates, []);
  if (isHopeless) return { conflicts: [], relaxations: [] };
  return {
    conflicts: minimal(subsets.filter((set) => !fitsKeeping(catalog, request, candidates, set))),
    relaxations: minimal(subsets.filter((set) => fitsKeeping(catalog, request, candidates, without(set)))),
  };
}

function subsetsOf(ids: string[]): string[][] {
  return ids.reduceRight<string[][]>((subsets, id) => [...subsets, ...subsets.map((set) => [id, ...set])], [[]]);
}

/** Those that contain no other; `sets` come in ascending size. */
function minimal(sets: string[][]): string[][] {
  const found: string[][] = [];
  for (const set of sets) if (!found.some((smaller) => smaller.every((id) => set.includes(id)))) found.push(set);
  return found;
}
