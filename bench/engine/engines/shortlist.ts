import { createCatalogCompiler } from '../../../shared/domain/engine/compileCatalog.ts';
import type { CompiledCatalog } from '../../../shared/domain/engine/compiledCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import type { Part, Shortlist } from '../../../shared/domain/engine/schema.ts';
import { createDefinition } from '../../panel/catalog.ts';
import { facetColumns } from '../../panel/columns.ts';
import type { PanelPlan } from '../../panel/plans.ts';
import { createCounts, facetOffsets, TOP_PLANS, type PanelEngine, type PanelResult } from '../panelEngine.ts';

/** What the peers can do at all; the rest of a shortlist is measured as `recommend`. */
const COMPLETE_ANSWER: Part[] = ['plans', 'facets'];
/** The twelve facets that the peers count; the histograms of the ranges, which they do not, belong to `allFacets`. */
const PANEL_FACETS = facetColumns.map(({ id }) => id);

export function compilePanel(source: Iterable<PanelPlan>): CompiledCatalog {
  const compiler = createCatalogCompiler(createDefinition());
  for (const plan of source) compiler.addPlan(plan);
  return compiler.finish();
}

export interface ShortlistEngines {
  completeAnswer: PanelEngine<Shortlist>;
  allFacets: PanelEngine<Shortlist>;
  wholeRecommend: PanelEngine<Shortlist>;
}

export function createShortlistEngines(compiled: CompiledCatalog): ShortlistEngines {
  return {
    completeAnswer: {
      answer: ({ responses }) =>
        recommend(compiled, { responses, limit: TOP_PLANS, include: COMPLETE_ANSWER, facets: PANEL_FACETS }),
      toResult,
    },
    allFacets: {
      answer: ({ responses }) => recommend(compiled, { responses, limit: TOP_PLANS, include: COMPLETE_ANSWER }),
      toResult,
    },
    wholeRecommend: {
      answer: ({ responses }) => recommend(compiled, { responses, limit: TOP_PLANS }),
      toResult,
    },
  };
}

export const build = (source: Iterable<PanelPlan>): PanelEngine =>
  createShortlistEngines(compilePanel(source)).completeAnswer;

const ranksByColumn = new Map(
  facetColumns.map((column) => [column.id, new Map(column.values.map((value, rank) => [value, rank]))]),
);

function toResult(shortlist: Shortlist): PanelResult {
  const counts = createCounts();
  for (const facet of shortlist.facets ?? []) {
    const offset = facetOffsets.get(facet.questionId);
    // The histograms of the ranges have no counterpart among the peers, and markets none in the panel.
    if (!('options' in facet) || offset === undefined) continue;
    for (const { value, count } of facet.options) {
      counts[offset + ranksByColumn.get(facet.questionId)!.get(String(value))!] = count;
    }
  }
  return { total: shortlist.total, planIds: (shortlist.plans ?? []).map(({ planId }) => planId), counts };
}
