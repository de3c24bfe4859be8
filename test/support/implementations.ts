import type { Catalog } from '../../shared/domain/catalog/schema.ts';
import { compileCatalog } from '../../shared/domain/engine/compileCatalog.ts';
import { comparePlans } from '../../shared/domain/engine/comparePlans.ts';
import { explainWhyNot } from '../../shared/domain/engine/explainWhyNot.ts';
import { recommend } from '../../shared/domain/engine/recommend.ts';
import type {
  CompareRequest,
  Comparison,
  Shortlist,
  ShortlistRequest,
  WhyNotRequest,
} from '../../shared/domain/engine/schema.ts';
import { asSent } from './differences.ts';
import { interpret } from './oracle/index.ts';
import { interpretCompare } from './oracle/comparing.ts';
import { interpretWhyNot, type InterpretedWhyNot } from './oracle/whyNot.ts';

/** Whatever answers requests over a catalogue as it was written. */
export interface Implementation {
  recommend: (catalog: Catalog, request: ShortlistRequest) => Shortlist;
  compare: (catalog: Catalog, request: CompareRequest) => Comparison | { unknownPlanIds: string[] };
  whyNot: (catalog: Catalog, request: WhyNotRequest) => InterpretedWhyNot | undefined;
}

export const oracle: Implementation = {
  recommend: interpret,
  compare: interpretCompare,
  whyNot: interpretWhyNot,
};

export const engine: Implementation = {
  recommend: (catalog, request) => asSent(recommend(compileCatalog(catalog), request)),
  compare: (catalog, request) => comparePlans(compileCatalog(catalog), request),
  whyNot: (catalog, request) => explainWhyNot(compileCatalog(catalog), request),
};

/** Cases worked out by hand hold for the engine and for the oracle that the engine is tested against. */
export const implementations: [name: string, implementation: Implementation][] = [
  ['oracle', oracle],
  ['engine', engine],
];
