import { REMOVED } from '../editJson.ts';
import { ADDED, BUDGET, DATA, ESIM, NETWORK, REGION, STATUS, byStatus, filter, type FaultCase } from './faultCase.ts';

const condition = (depth: number): unknown =>
  depth === 0 ? { question: 'status', in: [] } : { all: [condition(depth - 1)] };
const lookup = (depth: number): unknown => byStatus({ student: depth === 1 ? 'studentPrice' : lookup(depth - 1) });

/** What may depend on which answer: lookups, conditions, circles, segments. */
export const sourceFaults: FaultCase[] = [
  ['a lookup that is none', { [`${BUDGET}/attributeBy`]: 'monthlyPrice' }, { [`${BUDGET}/attributeBy`]: 'wrong_type' }],
  [
    'a lookup without question and map',
    { [`${BUDGET}/attributeBy`]: {} },
    { [`${BUDGET}/attributeBy/question`]: 'missing_field', [`${BUDGET}/attributeBy/map`]: 'missing_field' },
  ],
  [
    'a lookup with a map that is none',
    { [`${BUDGET}/attributeBy/map`]: ['studentPrice'] },
    { [`${BUDGET}/attributeBy/map`]: 'wrong_type' },
  ],
  [
    'a lookup that leads nowhere',
    { [`${BUDGET}/attributeBy`]: byStatus({}) },
    { [`${BUDGET}/attributeBy`]: 'empty_lookup' },
  ],
  [
    'a lookup on an unknown question',
    { [`${BUDGET}/attributeBy/question`]: '__proto__', '/ranking/0/attributeBy/question': 'toString' },
    { [`${BUDGET}/attributeBy/question`]: 'unknown_question', '/ranking/0/attributeBy/question': 'unknown_question' },
  ],
  [
    'a lookup on a multiple or range question',
    {
      '/ranking/0/attributeBy/question': 'network',
      '/questions/-': filter({
        kind: 'number',
        compare: 'atMost',
        attributeBy: { question: 'budget', map: {}, default: 'dataGb' },
      }),
    },
    { [`${ADDED}/attributeBy/question`]: 'wrong_source', '/ranking/0/attributeBy/question': 'wrong_source' },
  ],
  [
    'keys that no boolean has',
    {
      '/questions/-': filter({
        kind: 'range',
        attributeBy: { question: 'esim', map: { true: 'dataGb', yes: 'dataGb' } },
      }),
    },
    { [`${ADDED}/attributeBy/map/yes`]: 'wrong_key' },
  ],
  [
    'bands that are no numbers',
    {
      '/questions/-': filter({
        kind: 'range',
        attributeBy: {
          question: 'data',
          map: { 5: 'dataGb', ' 7': 'dataGb', '0x10': 'dataGb', '': 'dataGb', '1e999': 'dataGb', NaN: 'dataGb' },
        },
      }),
    },
    {
      [`${ADDED}/attributeBy/map/ 7`]: 'wrong_key',
      [`${ADDED}/attributeBy/map/0x10`]: 'wrong_key',
      [`${ADDED}/attributeBy/map/`]: 'wrong_key',
      [`${ADDED}/attributeBy/map/1e999`]: 'wrong_key',
      [`${ADDED}/attributeBy/map/NaN`]: 'wrong_key',
    },
  ],
  [
    'two keys for one band',
    {
      '/questions/-': filter({
        kind: 'range',
        attributeBy: { question: 'data', map: { 10: 'dataGb', '1e1': 'monthlyPrice', '-0': 'dataGb', 0: 'dataGb' } },
      }),
    },
    { [`${ADDED}/attributeBy/map/1e1`]: 'duplicate_key', [`${ADDED}/attributeBy/map/-0`]: 'duplicate_key' },
  ],
  [
    'a lookup over attributes of different types',
    {
      '/questions/-': filter({
        kind: 'multiple',
        attributeBy: byStatus({ student: 'network', other: byStatus({}, 'countries') }, 'region'),
      }),
    },
    { [`${ADDED}/attributeBy`]: 'mixed_lookup' },
  ],
  [
    'undeclared attributes in a lookup',
    { [`${BUDGET}/attributeBy`]: byStatus({ student: 'x', other: byStatus({ 'a/b': 'y' }) }, 'z') },
    {
      [`${BUDGET}/attributeBy/default`]: 'undeclared_attribute',
      [`${BUDGET}/attributeBy/map/student`]: 'undeclared_attribute',
      [`${BUDGET}/attributeBy/map/other/map/a~1b`]: 'undeclared_attribute',
    },
  ],
  [
    'a lookup nested more than 32 deep',
    { [`${BUDGET}/attributeBy`]: lookup(33) },
    { [`${BUDGET}/attributeBy${'/map/student'.repeat(32)}`]: 'too_deep' },
  ],
  ['a condition that is none', { [`${ESIM}/askWhen`]: true }, { [`${ESIM}/askWhen`]: 'wrong_type' }],
  ['an empty condition', { [`${ESIM}/askWhen`]: {} }, { [`${ESIM}/askWhen/question`]: 'missing_field' }],
  [
    'a condition on an unknown question',
    {
      [`${ESIM}/askWhen`]: {
        any: [
          { question: 'x', in: ['a'] },
          { question: 7, min: 1 },
        ],
      },
    },
    { [`${ESIM}/askWhen/any/0/question`]: 'unknown_question', [`${ESIM}/askWhen/any/1/question`]: 'wrong_type' },
  ],
  [
    'a condition on a range question',
    { [`${ESIM}/askWhen`]: { question: 'budget', min: 5 } },
    { [`${ESIM}/askWhen/question`]: 'wrong_source' },
  ],
  [
    'bounds on a question that is no number',
    { [`${ESIM}/askWhen`]: { question: 'status', min: 5 } },
    { [`${ESIM}/askWhen/min`]: 'field_not_allowed', [`${ESIM}/askWhen/in`]: 'missing_field' },
  ],
  [
    'bounds that are no numbers',
    { [`${ESIM}/askWhen`]: { question: 'data', min: null, max: Infinity } },
    { [`${ESIM}/askWhen/min`]: 'wrong_type', [`${ESIM}/askWhen/max`]: 'not_finite' },
  ],
  [
    'both a list and bounds',
    { [`${ESIM}/askWhen`]: { question: 'data', in: [5], max: 9 } },
    { [`${ESIM}/askWhen/max`]: 'field_not_allowed' },
  ],
  ['a list that is none', { [`${ESIM}/askWhen/in`]: 'student' }, { [`${ESIM}/askWhen/in`]: 'wrong_type' }],
  [
    'listed answers that the question cannot have',
    {
      [`${ESIM}/askWhen`]: {
        all: [
          { question: 'status', in: ['x', 1, true, null] },
          { question: 'data', in: ['5', 5, Infinity] },
          { question: 'network', in: [['A']] },
        ],
      },
    },
    {
      [`${ESIM}/askWhen/all/0/in/1`]: 'wrong_type',
      [`${ESIM}/askWhen/all/0/in/2`]: 'wrong_type',
      [`${ESIM}/askWhen/all/0/in/3`]: 'wrong_type',
      [`${ESIM}/askWhen/all/1/in/0`]: 'wrong_type',
      [`${ESIM}/askWhen/all/1/in/2`]: 'not_finite',
      [`${ESIM}/askWhen/all/2/in/0`]: 'wrong_type',
    },
  ],
  [
    'a condition that says too much',
    { [`${ESIM}/askWhen`]: { all: [], any: [], question: 'status' } },
    { [`${ESIM}/askWhen/question`]: 'field_not_allowed', [`${ESIM}/askWhen/any`]: 'field_not_allowed' },
  ],
  [
    'a condition nested more than 32 deep',
    { [`${ESIM}/askWhen`]: condition(32) },
    { [`${ESIM}/askWhen${'/all/0'.repeat(32)}`]: 'too_deep' },
  ],
  [
    'a question that waits for itself',
    { [`${DATA}/askWhen`]: { question: 'data', min: 1 } },
    { [`${DATA}/askWhen/question`]: 'cycle' },
  ],
  [
    'questions that wait for each other over askWhen and attributeBy',
    {
      [`${STATUS}/askWhen`]: {
        any: [
          { question: 'region', in: [] },
          { question: 'data', in: [] },
        ],
      },
      [`${DATA}/attribute`]: REMOVED,
      [`${DATA}/attributeBy`]: byStatus({ student: 'dataGb' }),
    },
    { [`${STATUS}/askWhen/any/1/question`]: 'cycle' },
  ],
  [
    'two circles',
    {
      [`${STATUS}/askWhen`]: { question: 'esim', in: [] },
      [`${REGION}/askWhen`]: { question: 'network', in: [] },
      [`${NETWORK}/askWhen`]: { question: 'region', in: [] },
    },
    {
      [`${REGION}/askWhen/question`]: 'cycle',
      [`${STATUS}/askWhen/question`]: 'cycle',
      '/offers/requires/0': 'wrong_required',
    },
  ],
  [
    'segments of unknown questions',
    { '/segments': ['region', 'x', 1] },
    { '/segments/2': 'wrong_type', '/segments/1': 'unknown_question' },
  ],
];
