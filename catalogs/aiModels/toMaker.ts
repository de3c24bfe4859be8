import type { SourceModel } from './source.ts';

/**
 * Who made a model, as far as its id and name tell: the first line that fits. A distillation or fine-tune belongs to
 * whoever made it and not to the maker of its base, so DeepSeek stands before Llama and Qwen. Where no line fits, the
 * maker is unknown.
 */
const MAKERS: readonly [maker: string, label: string, pattern: RegExp][] = [
  ['cognitive', 'Cognitive Computations', /dolphin/],
  ['microsoft', 'Microsoft', /\bphi-|mai-ds|resnet/],
  ['deepseek', 'DeepSeek', /deepseek|\br1\b/],
  ['perplexity', 'Perplexity', /\bsonar/],
  ['nvidia', 'NVIDIA', /nemotron|nemoretriever|parakeet/],
  ['nous', 'Nous Research', /hermes/],
  ['anthropic', 'Anthropic', /claude/],
  ['openai', 'OpenAI', /\bgpt-?[345o]|gpt.oss|\bo[134]\b|codex|whisper/],
  ['google', 'Google', /gemini|gemma/],
  ['xai', 'xAI', /grok/],
  ['moonshot', 'Moonshot AI', /kimi/],
  ['zhipu', 'Z.AI (Zhipu)', /\bglm/],
  ['alibaba', 'Alibaba (Qwen)', /qwen|qwq/],
  ['mistral', 'Mistral AI', /\b\w*(mistral|mixtral|ministral|codestral|devstral|magistral|pixtral)/],
  ['meta', 'Meta', /(?<!tiny)llama|m2m100|bart-large/],
  ['amazon', 'Amazon', /\bnova-(micro|lite|pro|premier)/],
  ['cohere', 'Cohere', /\bcommand\b|cohere/],
  ['ai21', 'AI21 Labs', /jamba/],
  ['stability', 'Stability AI', /stable-diffusion/],
  ['blackForest', 'Black Forest Labs', /\bflux/],
  ['deepgram', 'Deepgram', /aura-1|nova-3/],
  ['leonardo', 'Leonardo AI', /phoenix-1|lucid-origin/],
  ['upstage', 'Upstage', /\bsolar-/],
  ['inception', 'Inception', /mercury/],
  ['morph', 'Morph', /\bmorph-/],
  ['vercel', 'Vercel', /\bv0-/],
];

export const makerValues = MAKERS.map(([value, label]) => ({ value, label })).sort((a, b) =>
  a.label.localeCompare(b.label, 'en'),
);

export function toMaker({ id, name }: Pick<SourceModel, 'id' | 'name'>): string | undefined {
  const text = `${id} ${name}`.toLowerCase();
  return MAKERS.find(([, , pattern]) => pattern.test(text))?.[0];
}
