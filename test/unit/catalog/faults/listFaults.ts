import { REMOVED } from '../editJson.ts';
import { ADDED, BUDGET, ESIM, REGION, STATUS, TRAVEL, type FaultCase } from './faultCase.ts';

/** The lists of a catalogue, attributes and ids. */
export const listFaults: FaultCase[] = [
  ['a catalogue that is no object', { '': [1] }, { '': 'wrong_type' }],
  [
    'a missing list of attributes, of questions and of plans',
    {
      '/attributes': REMOVED,
      '/questions': REMOVED,
      '/plans': REMOVED,
      '/ranking': REMOVED,
      '/segments': REMOVED,
      '/offers': REMOVED,
    },
    { '/attributes': 'missing_field', '/questions': 'missing_field', '/plans': 'missing_field' },
  ],
  [
    'lists that are none',
    {
      '/attributes': {},
      '/questions': null,
      '/plans': 'x',
      '/ranking': 1,
      '/segments': {},
      '/offers': REMOVED,
      '/lookups': {},
    },
    {
      '/attributes': 'wrong_type',
      '/questions': 'wrong_type',
      '/ranking': 'wrong_type',
      '/segments': 'wrong_type',
      '/plans': 'wrong_type',
      '/lookups': 'wrong_type',
    },
  ],
  [
    'elements that are no objects',
    { '/attributes/-': 1, '/questions/-': [], '/plans/-': null, '/ranking/-': 'x' },
    { '/attributes/8': 'wrong_type', [ADDED]: 'wrong_type', '/ranking/1': 'wrong_type', '/plans/3': 'wrong_type' },
  ],
  [
    'a title and currency that are no strings',
    { '/title': 1, '/currency': null },
    { '/title': 'wrong_type', '/currency': 'wrong_type' },
  ],
  [
    'unknown fields anywhere',
    {
      '/colour': 1,
      '/attributes/0/a~b': 1,
      '/attributes/2/values/0/hint': 1,
      [`${REGION}/__proto__`]: {},
      [`${BUDGET}/attributeBy/else`]: 1,
      [`${ESIM}/askWhen/not`]: 1,
      [`${TRAVEL}/curve/steep`]: 1,
      '/ranking/0/id': 'x',
      '/plans/0/price': 9,
      [`${STATUS}/options/0/icon`]: 'x',
    },
    {
      '/colour': 'unknown_field',
      '/attributes/0/a~0b': 'unknown_field',
      '/attributes/2/values/0/hint': 'unknown_field',
      [`${REGION}/__proto__`]: 'unknown_field',
      [`${STATUS}/options/0/icon`]: 'unknown_field',
      [`${BUDGET}/attributeBy/else`]: 'unknown_field',
      [`${ESIM}/askWhen/not`]: 'unknown_field',
      [`${TRAVEL}/curve/steep`]: 'unknown_field',
      '/ranking/0/id': 'unknown_field',
      '/plans/0/price': 'unknown_field',
    },
  ],
  ['parts that are not supported', { '/prior': null }, { '/prior': 'unsupported' }],
  ['stopAt outside 0 to 1', { '/stopAt': 1.5 }, { '/stopAt': 'out_of_range' }],
  ['stopAt that is no number', { '/stopAt': '1' }, { '/stopAt': 'wrong_type' }],
  [
    'an attribute without id and type',
    { '/attributes/-': {} },
    { '/attributes/8/id': 'missing_field', '/attributes/8/type': 'missing_field' },
  ],
  [
    'an attribute of an unknown type or direction',
    { '/attributes/-': { id: 'x', type: 'date', better: 'more' } },
    { '/attributes/8/type': 'invalid_choice', '/attributes/8/better': 'invalid_choice' },
  ],
  [
    'labels and units that are no strings',
    { '/attributes/0/label': 1, '/attributes/0/unit': null },
    { '/attributes/0/label': 'wrong_type', '/attributes/0/unit': 'wrong_type' },
  ],
  [
    'declared values that are no list of values',
    { '/attributes/0/values': {}, '/attributes/2/values': ['A', {}, { value: 1, label: 1 }] },
    {
      '/attributes/0/values': 'wrong_type',
      '/attributes/2/values/0': 'wrong_type',
      '/attributes/2/values/1/value': 'missing_field',
      '/attributes/2/values/2/label': 'wrong_type',
      '/attributes/2/values/2/value': 'wrong_type',
    },
  ],
  [
    'a value declared twice',
    { '/attributes/2/values/-': { value: 'A' } },
    { '/attributes/2/values/2/value': 'duplicate_value' },
  ],
  [
    'an option listed twice',
    { [`${STATUS}/options/-`]: { value: 'student' } },
    { [`${STATUS}/options/2/value`]: 'duplicate_value' },
  ],
  [
    'more than 200 attributes',
    {
      '/attributes': Array.from({ length: 201 }, (_, i) => ({ id: `a${i}`, type: 'text' })),
      '/questions': [],
      '/ranking': [],
      '/segments': [],
      '/plans': [],
      '/offers': REMOVED,
    },
    { '/attributes': 'too_many' },
  ],
  [
    'more than 100 questions',
    {
      '/questions': Array.from({ length: 101 }, (_, i) => ({
        id: `q${i}`,
        text: '',
        kind: 'single',
        effect: 'context',
      })),
      '/ranking': [],
      '/segments': [],
      '/offers': REMOVED,
    },
    { '/questions': 'too_many' },
  ],
  [
    'empty ids',
    {
      '/attributes/-': { id: '', type: 'text' },
      '/questions/-': { id: '', text: '', kind: 'single', effect: 'context' },
      '/plans/-': { planId: '', name: '' },
    },
    { '/attributes/8/id': 'empty_id', [`${ADDED}/id`]: 'empty_id', '/plans/3/planId': 'empty_id' },
  ],
  [
    'ids over 200 UTF-16 units',
    {
      '/attributes/-': { id: 'x'.repeat(201), type: 'text' },
      '/plans/-': { planId: '\u{1F600}'.repeat(101), name: '' },
    },
    { '/attributes/8/id': 'long_id', '/plans/3/planId': 'long_id' },
  ],
  [
    'ids with control characters',
    {
      '/attributes/-': { id: 'a\u0000', type: 'text' },
      '/questions/-': { id: '\u007f', text: '', kind: 'single', effect: 'context' },
      '/plans/-': { planId: 'a\u0085b', name: '' },
    },
    {
      '/attributes/8/id': 'control_character',
      [`${ADDED}/id`]: 'control_character',
      '/plans/3/planId': 'control_character',
    },
  ],
  [
    'attribute and question ids with a colon',
    {
      '/attributes/-': { id: 'a:b', type: 'text' },
      '/questions/-': { id: ':', text: '', kind: 'single', effect: 'context' },
    },
    { '/attributes/8/id': 'colon_in_id', [`${ADDED}/id`]: 'colon_in_id' },
  ],
  [
    'ids that are no strings',
    {
      '/attributes/-': { id: 1, type: 'text' },
      '/questions/-': { id: null, text: '', kind: 'single', effect: 'context' },
      '/plans/-': { planId: 7, name: '' },
    },
    { '/attributes/8/id': 'wrong_type', [`${ADDED}/id`]: 'wrong_type', '/plans/3/planId': 'wrong_type' },
  ],
  [
    'ids that repeat in their list',
    {
      '/attributes/-': { id: 'esim', type: 'text' },
      '/questions/-': { id: 'status', text: '', kind: 'range', effect: 'context' },
      '/plans/-': { planId: 'p1', name: '' },
      '/segments/-': 'region',
    },
    {
      '/attributes/8/id': 'duplicate_id',
      [`${ADDED}/id`]: 'duplicate_id',
      '/segments/2': 'duplicate_id',
      '/plans/3/planId': 'duplicate_id',
    },
  ],
];
