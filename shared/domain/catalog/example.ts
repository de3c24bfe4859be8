import type { Catalog } from './schema.ts';

/** The mobile tariffs that the API description and docs/catalogue-format.md show. */
export const exampleCatalog: Catalog = {
  title: 'Mobile plans',
  currency: 'EUR',
  attributes: [
    { id: 'monthlyPrice', type: 'number', unit: 'EUR/month', label: 'Monthly price', better: 'lower' },
    { id: 'studentPrice', type: 'number', unit: 'EUR/month', label: 'Price for students', better: 'lower' },
    {
      id: 'network',
      type: 'category',
      label: 'Network',
      values: [
        { value: 'A', label: 'Alpha' },
        { value: 'B', label: 'Beta' },
      ],
    },
    { id: 'countries', type: 'set', label: 'Roaming included' },
    { id: 'dataGb', type: 'number', unit: 'GB', label: 'Data', better: 'higher' },
    { id: 'esim', type: 'boolean', label: 'eSIM' },
    { id: 'region', type: 'category', label: 'Sold in' },
    { id: 'terms', type: 'text', label: 'Terms' },
  ],
  plans: [
    {
      planId: 'p1',
      name: 'Start',
      values: { network: 'A', countries: ['fr', 'es'], dataGb: 5, esim: true, terms: 'https://example.org/t' },
    },
    { planId: 'p2', name: 'Roam', values: { network: 'A', countries: ['fr', 'pt'], dataGb: 20, esim: false } },
    { planId: 'p3', name: 'Max', values: { network: 'B', countries: [], dataGb: 100, esim: true } },
  ],
  offers: {
    requires: ['region'],
    rows: [
      { planId: 'p1', values: { region: 'north', monthlyPrice: 9, studentPrice: 7 } },
      { planId: 'p2', values: { region: 'north', monthlyPrice: 21 } },
      { planId: 'p3', values: { region: 'north', monthlyPrice: 24, studentPrice: 20 } },
      { planId: 'p1', values: { region: 'south', monthlyPrice: 11 } },
    ],
  },
  questions: [
    { id: 'region', text: 'Where do you live?', kind: 'single', effect: 'filter', attribute: 'region' },
    {
      id: 'status',
      text: 'What describes you?',
      kind: 'single',
      effect: 'context',
      options: [
        { value: 'student', label: 'Student' },
        { value: 'other', label: 'Something else' },
      ],
    },
    {
      id: 'budget',
      text: 'What may it cost a month?',
      kind: 'range',
      effect: 'filter',
      importance: 3,
      answerable: 0.95,
      attributeBy: { question: 'status', map: { student: 'studentPrice' }, default: 'monthlyPrice' },
    },
    {
      id: 'network',
      text: 'Which network?',
      kind: 'multiple',
      effect: 'filter',
      attribute: 'network',
      match: 'any',
      unknown: 'exclude',
    },
    {
      id: 'data',
      text: 'How much data?',
      kind: 'number',
      effect: 'filter',
      attribute: 'dataGb',
      compare: 'atLeast',
    },
    {
      id: 'esim',
      text: 'Do you need an eSIM?',
      kind: 'boolean',
      effect: 'filter',
      attribute: 'esim',
      askWhen: { question: 'status', in: ['student'] },
    },
    {
      id: 'travel',
      text: 'Where do you travel?',
      kind: 'multiple',
      effect: 'preference',
      attribute: 'countries',
      weight: 2,
      curve: { kind: 'overlap' },
    },
  ],
  ranking: [
    {
      attributeBy: { question: 'status', map: { student: 'studentPrice' }, default: 'monthlyPrice' },
      weight: 3,
      curve: { kind: 'linear', from: 60, to: 0 },
    },
  ],
  segments: ['region', 'status'],
  stopAt: 1,
};

/** The version before: a month ago `Roam` cost more, `Max` was not sold yet, and nobody asked for an eSIM. */
export const earlierExampleCatalog: Catalog = {
  ...exampleCatalog,
  plans: exampleCatalog.plans.filter(({ planId }) => planId !== 'p3'),
  offers: {
    requires: ['region'],
    rows: [
      { planId: 'p1', values: { region: 'north', monthlyPrice: 9, studentPrice: 7 } },
      { planId: 'p2', values: { region: 'north', monthlyPrice: 23 } },
      { planId: 'p2', values: { region: 'south', monthlyPrice: 23 } },
    ],
  },
  questions: exampleCatalog.questions
    .filter(({ id }) => id !== 'esim')
    .map((question) => (question.id === 'budget' ? { ...question, importance: 2 } : question)),
};
