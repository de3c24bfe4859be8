import { REMOVED } from '../editJson.ts';
import { BUDGET, DATA, ESIM, REGION, TRAVEL, byStatus, filter, preference } from './faultCase.ts';

const condition = (depth: number): unknown =>
  depth === 0 ? { question: 'status', in: [] } : { all: [condition(depth - 1)] };
const lookup = (depth: number): unknown => byStatus({ student: depth === 1 ? 'studentPrice' : lookup(depth - 1) });

/** Changes to the example that leave it valid. */
export const validCases: [name: string, changes: Record<string, unknown>][] = [
  ['the example', {}],
  ['no plan', { '/plans': [], '/offers/rows': [] }],
  ['nothing but the required lists', { '': { attributes: [], questions: [], plans: [] } }],
  [
    'ids like those of every object',
    {
      '/attributes/-': { id: '__proto__', type: 'number' },
      '/questions/-': { id: '__proto__', text: '', kind: 'range', effect: 'filter', attribute: '__proto__' },
      '/plans/-': { planId: 'constructor', name: '' },
      '/plans/0/values/__proto__': 1,
      '/segments/-': '__proto__',
    },
  ],
  [
    'ids of exactly 200 units, also with a colon in a plan',
    {
      '/attributes/-': { id: '\u{1F600}'.repeat(100), type: 'text' },
      '/plans/-': { planId: `${'p'.repeat(199)}:`, name: '' },
    },
  ],
  ['an attribute and a question of one name', { '/attributes/-': { id: 'status', type: 'text' } }],
  [
    'unknown values: null, absent, no values at all',
    { '/plans/0/values/dataGb': null, '/plans/1/values/dataGb': REMOVED, '/plans/2/values': REMOVED },
  ],
  [
    'values that are not unknown: 0, false, "" and []',
    { '/plans/0/values': { dataGb: 0, esim: false, region: '', countries: [], terms: '' } },
  ],
  [
    'a plan of exactly 16,384 bytes',
    { '/plans/-': { planId: 'x', name: 'n'.repeat(16_384 - '{"planId":"x","name":""}'.length) } },
  ],
  ['offers without rows', { '/offers/rows': [] }],
  ['no offers', { '/offers': REMOVED }],
  [
    'offers that require nothing, with one row for a plan',
    { '/offers/requires': [], '/offers/rows/3': { planId: 'p2' }, '/offers/rows/1': REMOVED },
  ],
  [
    'a market that the plan names, and one that a row names instead',
    {
      '/plans/0/values/region': 'west',
      '/offers/rows/-': { planId: 'p1' },
      '/offers/rows/5': { planId: 'p1', values: { region: 'east', dataGb: null, esim: null, monthlyPrice: null } },
    },
  ],
  [
    'two required questions, also on one attribute',
    {
      '/questions/-': filter({ kind: 'single', attribute: 'region' }),
      '/questions/8': filter({ id: 'own', kind: 'single', attribute: 'network', unknown: 'include', importance: 2 }),
      '/offers/requires': ['own', 'added', 'region'],
    },
  ],
  [
    'a row of exactly 16,384 bytes',
    {
      '/offers/rows/-': {
        planId: 'p2',
        values: {
          region: 'x',
          terms: 't'.repeat(16_384 - '{"planId":"p2","values":{"region":"x","terms":""}}'.length),
        },
      },
    },
  ],
  [
    'lookups one after the other, several for one question, and rows that repeat',
    {
      '/questions/-': { id: 'zip', text: '', kind: 'single', effect: 'context' },
      '/questions/8': {
        id: 'town',
        text: '',
        kind: 'single',
        effect: 'context',
        askWhen: { question: 'zip', in: ['1'] },
      },
      '/lookups': [
        {
          from: ['zip'],
          to: ['town', 'region'],
          rows: [
            ['1', 'a', 'north'],
            ['1', 'a', 'north'],
            ['1', 'b', 'south'],
          ],
        },
        { from: ['town', 'zip'], to: ['region'], rows: [['a', '1', 'nowhere']] },
        { from: ['town'], to: ['status'], rows: [] },
      ],
    },
  ],
  ['no lookups', { '/lookups': [] }],
  ['a lookup nested 32 deep', { [`${BUDGET}/attributeBy`]: lookup(32) }],
  ['a condition nested 32 deep', { [`${ESIM}/askWhen`]: condition(31) }],
  [
    'conditions of every form',
    {
      [`${ESIM}/askWhen`]: {
        any: [
          { question: 'data', min: 1 },
          { question: 'data', max: 9 },
          { question: 'data', in: [5] },
          { all: [] },
          { question: 'network', in: ['A'] },
          { question: 'region', in: [] },
        ],
      },
    },
  ],
  [
    'a condition on a boolean question listed later',
    {
      [`${DATA}/askWhen`]: { question: 'late', in: [true] },
      '/questions/-': { id: 'late', text: '', kind: 'boolean', effect: 'context' },
    },
  ],
  [
    'lookups by bands and by a boolean',
    {
      [`${BUDGET}/attributeBy`]: {
        question: 'late',
        map: { true: { question: 'data', map: { '-1.5e3': 'monthlyPrice', 10: 'studentPrice' } }, false: 'dataGb' },
      },
      '/questions/-': { id: 'late', text: '', kind: 'boolean', effect: 'context' },
    },
  ],
  [
    'match: all on a set, and match on a preference',
    { '/questions/-': filter({ kind: 'multiple', match: 'all', attribute: 'countries' }), [`${TRAVEL}/match`]: 'all' },
  ],
  ['a single question on a set', { '/questions/-': filter({ kind: 'single', attribute: 'countries' }) }],
  [
    'an order taken from declared values',
    { '/questions/-': preference({ kind: 'multiple', attribute: 'network', curve: { kind: 'ordered' } }) },
  ],
  [
    'weights, importance and answerable at their bounds',
    {
      [`${TRAVEL}/weight`]: 0,
      [`${REGION}/importance`]: 0,
      [`${REGION}/answerable`]: 0,
      [`${DATA}/answerable`]: 1,
      '/stopAt': 0,
    },
  ],
  [
    'a descending ranking on a boolean',
    { '/ranking/-': { attribute: 'esim', curve: { kind: 'equals', value: false } } },
  ],
  ...(['linear', 'atMost', 'atLeast', 'equals'] as const).map((kind): [string, Record<string, unknown>] => [
    `${kind} on a number question`,
    {
      '/questions/-': preference({
        kind: 'number',
        attribute: 'dataGb',
        curve: kind === 'linear' ? { kind, from: 1, to: 0 } : { kind },
      }),
    },
  ]),
];
