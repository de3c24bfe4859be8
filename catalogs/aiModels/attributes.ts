import type { Attribute } from '../../shared/domain/catalog/schema.ts';
import type { SourceCatalog } from './source.ts';
import { makerValues } from './toMaker.ts';

const USD_PER_MILLION_TOKENS = 'USD per million tokens';

const modalities = [
  { value: 'text', label: 'Text' },
  { value: 'image', label: 'Images' },
  { value: 'audio', label: 'Sound' },
  { value: 'video', label: 'Video' },
  { value: 'pdf', label: 'PDF files' },
];

function price(id: string, label: string): Attribute {
  return { id, type: 'number', label, unit: USD_PER_MILLION_TOKENS, better: 'lower' };
}

export function toAttributes(source: SourceCatalog): Attribute[] {
  return [
    { id: 'provider', type: 'category', label: 'Provider', values: toProviderValues(source) },
    { id: 'maker', type: 'category', label: 'Maker of the model', values: makerValues },
    {
      id: 'billing',
      type: 'category',
      label: 'Paid for by',
      values: [
        { value: 'free', label: 'Nothing: free of charge, within limits' },
        { value: 'metered', label: 'What you use' },
        { value: 'subscription', label: 'A monthly fee' },
        { value: 'ownHardware', label: 'Your own hardware' },
      ],
    },
    price('inputPrice', 'Price of what it reads'),
    price('outputPrice', 'Price of what it writes'),
    price('cacheReadPrice', 'Price of what it reads again from its cache'),
    price('cacheWritePrice', 'Price of what it puts into its cache'),
    price('chatPrice', 'Price of a chat (3 tokens read for each written)'),
    price('agentPrice', 'Price of an agent (10 tokens read for each written, 8 of them from the cache)'),
    { id: 'contextTokens', type: 'number', label: 'Context window', unit: 'tokens', better: 'higher' },
    { id: 'outputTokens', type: 'number', label: 'Longest answer', unit: 'tokens', better: 'higher' },
    { id: 'reads', type: 'set', label: 'Reads', values: modalities },
    { id: 'produces', type: 'set', label: 'Produces', values: modalities.slice(0, 3) },
    { id: 'reasoning', type: 'boolean', label: 'Thinks before it answers' },
    { id: 'toolCalls', type: 'boolean', label: 'Calls tools' },
    { id: 'attachments', type: 'boolean', label: 'Takes attached files' },
    { id: 'temperature', type: 'boolean', label: 'Temperature can be set' },
    { id: 'openWeights', type: 'boolean', label: 'Open weights' },
    { id: 'knowledge', type: 'number', label: 'Knows the world until', unit: 'year', better: 'higher' },
    { id: 'released', type: 'number', label: 'Released', unit: 'year', better: 'higher' },
    { id: 'knowledgeDate', type: 'text', label: 'Knows the world until (date)' },
    { id: 'releaseDate', type: 'text', label: 'Released (date)' },
    { id: 'modelId', type: 'text', label: 'Model id at the provider' },
    { id: 'documentation', type: 'text', label: 'Documentation' },
  ];
}

/** Two providers of one name are told apart by their ids. */
function toProviderValues(source: SourceCatalog): { value: string; label: string }[] {
  const providers = Object.values(source);
  const namesakes = (name: string) => providers.filter((provider) => provider.name === name).length;
  return providers
    .map(({ id, name }) => ({ value: id, label: namesakes(name) > 1 ? `${name} (${id})` : name }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}
