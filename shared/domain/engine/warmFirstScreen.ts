import { PARTS } from './schema.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { recommend } from './recommend.ts';
import type { Steps } from '../steps.ts';

/**
 * Counts what everybody is shown first, facet by facet, so that the first one to ask does not wait for all of it. What was
 * counted is kept with the catalogue; the last step costs what the screen costs from then on.
 */
export function* warmFirstScreen(catalog: CompiledCatalog): Steps<void> {
  for (const { question } of catalog.questionnaire.questions) {
    if (question.effect !== 'filter') continue;
    recommend(catalog, { include: ['facets'], facets: [question.id] });
    yield;
  }
  recommend(catalog, { include: [...PARTS] });
}
