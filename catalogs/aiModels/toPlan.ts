import type { Plan, Value } from '../../shared/domain/catalog/schema.ts';
import type { SourceModel, SourceProvider } from './source.ts';
import { toMaker } from './toMaker.ts';
import { toPrices } from './toPrices.ts';
import { toYear } from './toYear.ts';

/** One model as one provider sells it. What the source does not know is absent. */
export function toPlan(provider: SourceProvider, model: SourceModel): Plan {
  const { limit, modalities } = model;
  return {
    planId: `${provider.id}/${model.id}`,
    name: `${toModelName(model)} (${provider.name})`,
    values: known({
      provider: provider.id,
      maker: toMaker(model),
      ...toPrices(provider, model),
      contextTokens: limit.context || undefined,
      outputTokens: limit.output || undefined,
      reads: [...modalities.input],
      produces: [...modalities.output],
      reasoning: model.reasoning,
      toolCalls: model.tool_call,
      attachments: model.attachment,
      temperature: model.temperature,
      openWeights: model.open_weights,
      knowledge: toYear(model.knowledge),
      released: toYear(model.release_date),
      knowledgeDate: model.knowledge,
      releaseDate: model.release_date,
      modelId: model.id,
      documentation: provider.doc,
    }),
  };
}

/** Some names are paths ("@cf/meta/llama-2-7b-chat-fp16"): the last step is the name. */
function toModelName({ name }: SourceModel): string {
  return name.startsWith('@') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

function known(values: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
