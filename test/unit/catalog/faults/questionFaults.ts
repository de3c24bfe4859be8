import { REMOVED } from '../editJson.ts';
import {
  ADDED,
  BUDGET,
  DATA,
  ESIM,
  NETWORK,
  REGION,
  STATUS,
  TRAVEL,
  byStatus,
  filter,
  preference,
  type FaultCase,
} from './faultCase.ts';

/** Questions, ranking entries and the attributes they are about. */
export const questionFaults: FaultCase[] = [
  [
    'a question without its required fields',
    { '/questions/-': {} },
    {
      [`${ADDED}/id`]: 'missing_field',
      [`${ADDED}/text`]: 'missing_field',
      [`${ADDED}/kind`]: 'missing_field',
      [`${ADDED}/effect`]: 'missing_field',
      [ADDED]: 'one_attribute',
    },
  ],
  [
    'words that are not of the format',
    {
      '/questions/-': {
        id: 'x',
        text: 1,
        kind: 'date',
        effect: 'maybe',
        attribute: 'esim',
        match: 'some',
        compare: 'below',
        unknown: 'drop',
      },
    },
    {
      [`${ADDED}/text`]: 'wrong_type',
      [`${ADDED}/kind`]: 'invalid_choice',
      [`${ADDED}/effect`]: 'invalid_choice',
      [`${ADDED}/unknown`]: 'invalid_choice',
      [`${ADDED}/match`]: 'invalid_choice',
      [`${ADDED}/compare`]: 'invalid_choice',
    },
  ],
  [
    'an undeclared attribute',
    {
      [`${REGION}/attribute`]: 'constructor',
      '/ranking/-': { attribute: 'nothing', curve: { kind: 'linear', from: 0, to: 1 } },
    },
    { [`${REGION}/attribute`]: 'undeclared_attribute', '/ranking/1/attribute': 'undeclared_attribute' },
  ],
  [
    'an attribute that is no string',
    { [`${REGION}/attribute`]: ['region'] },
    { [`${REGION}/attribute`]: 'wrong_type' },
  ],
  [
    'neither attribute nor attributeBy',
    { [`${REGION}/attribute`]: REMOVED, '/ranking/0/attributeBy': REMOVED },
    { [REGION]: 'one_attribute', '/ranking/0': 'one_attribute' },
  ],
  [
    'both attribute and attributeBy',
    { [`${BUDGET}/attribute`]: 'monthlyPrice', '/ranking/0/attribute': 'monthlyPrice' },
    { [BUDGET]: 'one_attribute', '/ranking/0': 'one_attribute' },
  ],
  [
    'kinds on attributes of another type',
    {
      [`${REGION}/attribute`]: 'dataGb',
      [`${NETWORK}/attribute`]: 'terms',
      [`${DATA}/attribute`]: 'esim',
      [`${ESIM}/attribute`]: 'network',
      '/questions/-': filter({ kind: 'range', attribute: 'countries' }),
    },
    {
      [`${REGION}/attribute`]: 'kind_does_not_fit',
      [`${NETWORK}/attribute`]: 'kind_does_not_fit',
      [`${DATA}/attribute`]: 'kind_does_not_fit',
      [`${ESIM}/attribute`]: 'kind_does_not_fit',
      [`${ADDED}/attribute`]: 'kind_does_not_fit',
      '/offers/requires/0': 'wrong_required',
    },
  ],
  ['match: all on a category', { [`${NETWORK}/match`]: 'all' }, { [`${NETWORK}/match`]: 'match_does_not_fit' }],
  [
    'match: all on a lookup that reaches a category',
    {
      '/questions/-': filter({
        kind: 'multiple',
        match: 'all',
        attributeBy: byStatus({ student: 'network' }, 'region'),
      }),
    },
    { [`${ADDED}/match`]: 'match_does_not_fit' },
  ],
  ['match on another kind than multiple', { [`${REGION}/match`]: 'any' }, { [`${REGION}/match`]: 'field_not_allowed' }],
  ['a number filter without compare', { [`${DATA}/compare`]: REMOVED }, { [`${DATA}/compare`]: 'missing_field' }],
  [
    'compare elsewhere',
    {
      [`${REGION}/compare`]: 'equals',
      [`${BUDGET}/compare`]: 'atMost',
      '/questions/-': preference({
        kind: 'number',
        attribute: 'dataGb',
        compare: 'atLeast',
        curve: { kind: 'atLeast' },
      }),
    },
    {
      [`${REGION}/compare`]: 'field_not_allowed',
      [`${BUDGET}/compare`]: 'field_not_allowed',
      [`${ADDED}/compare`]: 'field_not_allowed',
    },
  ],
  [
    'a filter with curve or weight',
    { [`${DATA}/curve`]: { kind: 'atLeast' }, [`${REGION}/weight`]: 1 },
    { [`${REGION}/weight`]: 'field_not_allowed', [`${DATA}/curve`]: 'field_not_allowed' },
  ],
  ['a preference without curve', { [`${TRAVEL}/curve`]: REMOVED }, { [`${TRAVEL}/curve`]: 'missing_field' }],
  [
    'a context question about an attribute',
    {
      [`${STATUS}/attribute`]: 'region',
      [`${STATUS}/curve`]: { kind: 'equals' },
      [`${STATUS}/weight`]: 1,
      [`${STATUS}/match`]: 'any',
      [`${STATUS}/compare`]: 'equals',
      [`${STATUS}/unknown`]: 'include',
      [`${STATUS}/attributeBy`]: {},
    },
    {
      [`${STATUS}/attribute`]: 'field_not_allowed',
      [`${STATUS}/attributeBy`]: 'field_not_allowed',
      [`${STATUS}/match`]: 'field_not_allowed',
      [`${STATUS}/compare`]: 'field_not_allowed',
      [`${STATUS}/unknown`]: 'field_not_allowed',
      [`${STATUS}/weight`]: 'field_not_allowed',
      [`${STATUS}/curve`]: 'field_not_allowed',
    },
  ],
  [
    'importance, answerable and weight out of bounds',
    {
      [`${REGION}/importance`]: -1,
      [`${REGION}/answerable`]: 1.01,
      [`${DATA}/answerable`]: -0.1,
      [`${TRAVEL}/weight`]: -2,
      '/ranking/0/weight': -1e-9,
    },
    {
      [`${REGION}/importance`]: 'out_of_range',
      [`${REGION}/answerable`]: 'out_of_range',
      [`${DATA}/answerable`]: 'out_of_range',
      [`${TRAVEL}/weight`]: 'out_of_range',
      '/ranking/0/weight': 'out_of_range',
    },
  ],
  [
    'importance, answerable and weight that are no finite numbers',
    { [`${REGION}/importance`]: Infinity, [`${REGION}/answerable`]: '1', [`${TRAVEL}/weight`]: -Infinity },
    {
      [`${REGION}/importance`]: 'not_finite',
      [`${REGION}/answerable`]: 'wrong_type',
      [`${TRAVEL}/weight`]: 'not_finite',
    },
  ],
  [
    'weights whose sum is not finite',
    { [`${TRAVEL}/weight`]: 1.7e308, '/ranking/0/weight': 1e308 },
    { [`${TRAVEL}/weight`]: 'out_of_range' },
  ],
];
