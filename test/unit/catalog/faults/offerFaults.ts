import { REMOVED } from '../editJson.ts';
import { NETWORK, REGION, filter, type FaultCase } from './faultCase.ts';

/** Offers: what they require, and their rows. */
export const offerFaults: FaultCase[] = [
  ['offers that are none', { '/offers': null }, { '/offers': 'wrong_type' }],
  [
    'offers without their lists',
    { '/offers': {} },
    { '/offers/requires': 'missing_field', '/offers/rows': 'missing_field' },
  ],
  [
    'offers with lists that are none',
    { '/offers': { requires: 'region', rows: {} } },
    { '/offers/requires': 'wrong_type', '/offers/rows': 'wrong_type' },
  ],
  [
    'unknown fields of offers and rows',
    { '/offers/title': 'x', '/offers/rows/0/name': 'x' },
    { '/offers/title': 'unknown_field', '/offers/rows/0/name': 'unknown_field' },
  ],
  [
    'required questions that are not there, no strings, or there twice',
    { '/offers/requires': ['region', 'town', 7, 'region'] },
    {
      '/offers/requires/1': 'unknown_question',
      '/offers/requires/2': 'wrong_type',
      '/offers/requires/3': 'duplicate_id',
    },
  ],
  [
    'required questions that cannot say which market it is',
    {
      '/offers/requires': ['status', 'budget', 'network', 'travel', 'by', 'onSet'],
      '/questions/-': filter({
        id: 'by',
        kind: 'single',
        attributeBy: { question: 'status', map: {}, default: 'region' },
      }),
      '/questions/8': filter({ id: 'onSet', kind: 'single', attribute: 'countries' }),
    },
    {
      '/offers/requires/0': 'wrong_required',
      '/offers/requires/1': 'wrong_required',
      '/offers/requires/2': 'wrong_required',
      '/offers/requires/3': 'wrong_required',
      '/offers/requires/4': 'wrong_required',
      '/offers/requires/5': 'wrong_required',
    },
  ],
  [
    'a required question that is not always asked',
    { [`${REGION}/askWhen`]: { question: 'status', in: ['student'] } },
    { '/offers/requires/0': 'wrong_required' },
  ],
  [
    'nothing of markets where a required question has faults',
    { [`${REGION}/attribute`]: 'x', '/offers/rows/3': { planId: 'p1', values: {} } },
    { [`${REGION}/attribute`]: 'undeclared_attribute' },
  ],
  [
    'rows that are none',
    { '/offers/rows/-': 'p1', '/offers/rows/0/planId': REMOVED, '/offers/rows/1/values': [] },
    {
      '/offers/rows/0/planId': 'missing_field',
      '/offers/rows/1/values': 'wrong_type',
      '/offers/rows/4': 'wrong_type',
    },
  ],
  [
    'rows for plans that are not there',
    { '/offers/rows/0/planId': 'p9', '/offers/rows/1/planId': '__proto__', '/offers/rows/2/planId': 3 },
    {
      '/offers/rows/0/planId': 'unknown_plan',
      '/offers/rows/1/planId': 'unknown_plan',
      '/offers/rows/2/planId': 'wrong_type',
    },
  ],
  [
    'values of rows that are undeclared or of the wrong type',
    {
      '/offers/rows/0/values': {
        region: 7,
        monthlyPrice: '9',
        countries: ['fr', 'fr'],
        dataGb: Infinity,
        colour: 'red',
      },
    },
    {
      '/offers/rows/0/values/region': 'wrong_value_type',
      '/offers/rows/0/values/monthlyPrice': 'wrong_value_type',
      '/offers/rows/0/values/countries/1': 'repeated_element',
      '/offers/rows/0/values/dataGb': 'not_finite',
      '/offers/rows/0/values/colour': 'undeclared_attribute',
    },
  ],
  [
    'a row over 16,384 bytes',
    { '/offers/rows/0/values/terms': 'x'.repeat(16_384) },
    { '/offers/rows/0': 'plan_too_large' },
  ],
  [
    'a market that neither row nor plan names, or that the row makes unknown',
    {
      '/offers/rows/0/values/region': REMOVED,
      '/offers/rows/1/values/region': null,
      '/plans/1/values/region': 'north',
      '/offers/rows/2': { planId: 'p3' },
      '/plans/2/values/region': null,
    },
    {
      '/offers/rows/0/values/region': 'unknown_market',
      '/offers/rows/1/values/region': 'unknown_market',
      '/offers/rows/2/values/region': 'unknown_market',
    },
  ],
  [
    'a second row for a plan and market, whether row or plan names it',
    {
      '/plans/0/values/region': 'north',
      '/offers/rows/-': { planId: 'p1', values: { monthlyPrice: 8 } },
      '/offers/rows/5': { planId: 'p2', values: { region: 'north' } },
      '/offers/rows/6': { planId: 'p2', values: { region: 'north' } },
    },
    {
      '/offers/rows/4': 'duplicate_offer',
      '/offers/rows/5': 'duplicate_offer',
      '/offers/rows/6': 'duplicate_offer',
    },
  ],
  [
    'a second row for a plan where nothing is required',
    { '/offers/requires': [] },
    { '/offers/rows/3': 'duplicate_offer' },
  ],
  [
    'what is missing in a market of several attributes',
    {
      '/offers/requires': ['region', 'added'],
      '/questions/-': filter({ kind: 'single', attribute: 'network' }),
      '/plans/1/values/network': REMOVED,
      '/offers/rows/-': { planId: 'p1', values: { region: 'south', network: 'B' } },
    },
    { '/offers/rows/1/values/network': 'unknown_market' },
  ],
  [
    'a row whose plan has faults of its own once only',
    { '/plans/0/name': 7, '/plans/1/values': { region: 7 }, '/offers/rows/1/values/region': REMOVED },
    { '/plans/0/name': 'wrong_type', '/plans/1/values/region': 'wrong_value_type' },
  ],
  [
    'a match on a required question',
    { [`${NETWORK}/kind`]: 'single', '/offers/requires': ['network'], '/offers/rows/-': { planId: 'p1' } },
    {
      [`${NETWORK}/match`]: 'field_not_allowed',
      '/offers/rows/3': 'duplicate_offer',
      '/offers/rows/4': 'duplicate_offer',
    },
  ],
];
