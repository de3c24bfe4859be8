import { ESIM, STATUS, type FaultCase } from './faultCase.ts';

const town = { id: 'town', text: '?', kind: 'single', effect: 'context' };
const lookup = (fields: object = {}) => ({ from: ['town'], to: ['region'], rows: [['t', 'north']], ...fields });

/** Tables that complete answers. */
export const lookupFaults: FaultCase[] = [
  ['lookups that are none', { '/lookups': [null, 'x'] }, { '/lookups/0': 'wrong_type', '/lookups/1': 'wrong_type' }],
  [
    'a lookup without its lists, and with another',
    { '/lookups': [{ values: [] }] },
    {
      '/lookups/0/values': 'unknown_field',
      '/lookups/0/from': 'missing_field',
      '/lookups/0/to': 'missing_field',
      '/lookups/0/rows': 'missing_field',
    },
  ],
  [
    'lists of a lookup that are none',
    { '/lookups': [{ from: 'status', to: {}, rows: 'x' }] },
    { '/lookups/0/from': 'wrong_type', '/lookups/0/to': 'wrong_type', '/lookups/0/rows': 'wrong_type' },
  ],
  [
    'a lookup that asks for nothing or fills in nothing',
    { '/lookups': [{ from: [], to: [], rows: [] }] },
    { '/lookups/0/from': 'empty_lookup', '/lookups/0/to': 'empty_lookup' },
  ],
  [
    'questions of a lookup that are not there or not single',
    {
      '/lookups': [{ from: ['town', 'network', 7], to: ['budget', 'esim', 'data', 'region'], rows: [] }],
    },
    {
      '/lookups/0/from/0': 'unknown_question',
      '/lookups/0/from/1': 'not_single',
      '/lookups/0/from/2': 'wrong_type',
      '/lookups/0/to/0': 'not_single',
      '/lookups/0/to/1': 'not_single',
      '/lookups/0/to/2': 'not_single',
    },
  ],
  [
    'a question twice in one lookup',
    { '/questions/-': town, '/lookups': [lookup({ from: ['town', 'town'], to: ['region', 'town'], rows: [] })] },
    { '/lookups/0/from/1': 'duplicate_id', '/lookups/0/to/1': 'duplicate_id' },
  ],
  [
    'rows of the wrong length or type',
    { '/questions/-': town, '/lookups': [lookup({ rows: [['t'], [], ['a', 'b', 'c'], 'ab', ['t', null], [7, 'b']] })] },
    {
      '/lookups/0/rows/0': 'row_length',
      '/lookups/0/rows/1': 'row_length',
      '/lookups/0/rows/2': 'row_length',
      '/lookups/0/rows/3': 'wrong_type',
      '/lookups/0/rows/4/1': 'wrong_type',
      '/lookups/0/rows/5/0': 'wrong_type',
    },
  ],
  [
    'more than 100 lookups',
    { '/questions/-': town, '/lookups': Array.from({ length: 101 }, () => lookup()) },
    { '/lookups': 'too_many' },
  ],
  [
    'two lookups that fill each other in',
    { '/questions/-': town, '/lookups': [lookup(), lookup({ from: ['region'], to: ['town'] })] },
    { '/lookups/0/from/0': 'cycle' },
  ],
  [
    'a question that is filled in by one that waits for it, over several steps',
    {
      '/questions/-': { ...town, askWhen: { question: 'esim', in: [true] } },
      [`${ESIM}/askWhen`]: { question: 'status', in: ['student'] },
      '/lookups': [lookup({ to: ['status'] })],
    },
    { '/lookups/0/from/0': 'cycle' },
  ],
  [
    'a question whose attribute is chosen by what it fills in',
    {
      '/questions/-': {
        id: 'town',
        text: '?',
        kind: 'single',
        effect: 'filter',
        attributeBy: { question: 'status', map: { student: 'network' }, default: 'region' },
      },
      '/lookups': [lookup({ to: ['status'] })],
    },
    { '/lookups/0/from/0': 'cycle' },
  ],
  [
    'nothing more of a question whose kind has faults',
    { [`${STATUS}/kind`]: 'one', '/lookups': [lookup({ from: ['status'], to: ['region'] })] },
    { [`${STATUS}/kind`]: 'invalid_choice' },
  ],
  [
    'a lookup among questions of one name',
    { '/questions/-': town, [`/questions/8`]: town, '/lookups': [lookup()] },
    { '/questions/8/id': 'duplicate_id' },
  ],
  [
    'a question that waits for what it fills in',
    { '/questions/-': { ...town, askWhen: { question: 'region', in: ['north'] } }, '/lookups': [lookup()] },
    { '/lookups/0/from/0': 'cycle' },
  ],
];
