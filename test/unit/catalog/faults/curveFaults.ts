import { ADDED, TRAVEL, byStatus, preference, type FaultCase } from './faultCase.ts';

/** Curves and where they go. */
export const curveFaults: FaultCase[] = [
  [
    'a curve that is none',
    { [`${TRAVEL}/curve`]: 'overlap', '/ranking/0/curve': {} },
    { [`${TRAVEL}/curve`]: 'wrong_type', '/ranking/0/curve/kind': 'missing_field' },
  ],
  [
    'a curve of an unknown kind',
    { [`${TRAVEL}/curve/kind`]: 'toString' },
    { [`${TRAVEL}/curve/kind`]: 'invalid_choice' },
  ],
  [
    'parameters of another curve',
    { [`${TRAVEL}/curve`]: { kind: 'overlap', from: 1, width: 2, order: [] } },
    {
      [`${TRAVEL}/curve/from`]: 'field_not_allowed',
      [`${TRAVEL}/curve/width`]: 'field_not_allowed',
      [`${TRAVEL}/curve/order`]: 'field_not_allowed',
    },
  ],
  [
    'a linear curve without ends',
    { '/ranking/0/curve': { kind: 'linear' } },
    { '/ranking/0/curve/from': 'missing_field', '/ranking/0/curve/to': 'missing_field' },
  ],
  [
    'a linear curve whose ends are the same',
    { '/ranking/0/curve': { kind: 'linear', from: 0, to: -0 } },
    { '/ranking/0/curve': 'flat_curve' },
  ],
  [
    'a linear curve whose ends are infinitely far apart',
    { '/ranking/0/curve': { kind: 'linear', from: -1.7e308, to: 1.7e308 } },
    { '/ranking/0/curve': 'flat_curve' },
  ],
  [
    'a linear curve with ends that are no finite numbers',
    { '/ranking/0/curve': { kind: 'linear', from: '60', to: Infinity } },
    { '/ranking/0/curve/from': 'wrong_type', '/ranking/0/curve/to': 'not_finite' },
  ],
  [
    'a width that is not positive',
    { '/questions/-': preference({ kind: 'number', attribute: 'dataGb', curve: { kind: 'target', width: 0 } }) },
    { [`${ADDED}/curve/width`]: 'out_of_range' },
  ],
  [
    'a width that is missing',
    { '/questions/-': preference({ kind: 'range', attribute: 'dataGb', curve: { kind: 'target' } }) },
    { [`${ADDED}/curve/width`]: 'missing_field' },
  ],
  [
    'equals with a value where an answer is compared',
    { '/questions/-': preference({ kind: 'boolean', attribute: 'esim', curve: { kind: 'equals', value: false } }) },
    { [`${ADDED}/curve/value`]: 'field_not_allowed' },
  ],
  [
    'equals with a value that is no boolean',
    { '/ranking/-': { attribute: 'esim', curve: { kind: 'equals', value: 'true' } } },
    { '/ranking/1/curve/value': 'wrong_type' },
  ],
  [
    'an order that is missing',
    { '/questions/-': preference({ kind: 'single', attribute: 'region', curve: { kind: 'ordered' } }) },
    { [`${ADDED}/curve/order`]: 'missing_order' },
  ],
  [
    'an order that a lookup cannot give',
    {
      '/questions/-': preference({ kind: 'single', attributeBy: byStatus({}, 'network'), curve: { kind: 'ordered' } }),
    },
    { [`${ADDED}/curve/order`]: 'missing_order' },
  ],
  [
    'an order that declared values do not give, being none',
    {
      '/attributes/2/values': [],
      '/questions/-': preference({ kind: 'single', attribute: 'network', curve: { kind: 'ordered' } }),
    },
    { [`${ADDED}/curve/order`]: 'missing_order' },
  ],
  [
    'an order that is empty',
    { '/questions/-': preference({ kind: 'single', attribute: 'network', curve: { kind: 'ordered', order: [] } }) },
    { [`${ADDED}/curve/order`]: 'empty_order' },
  ],
  [
    'an order that repeats',
    {
      '/questions/-': preference({
        kind: 'single',
        attribute: 'network',
        curve: { kind: 'ordered', order: ['A', 'B', 'A', 1] },
      }),
    },
    { [`${ADDED}/curve/order/3`]: 'wrong_type', [`${ADDED}/curve/order/2`]: 'repeated_order' },
  ],
  [
    'an order that is no list',
    { '/questions/-': preference({ kind: 'single', attribute: 'network', curve: { kind: 'ordered', order: 'A' } }) },
    { [`${ADDED}/curve/order`]: 'wrong_type' },
  ],
  [
    'an ordered curve on a set',
    { [`${TRAVEL}/curve`]: { kind: 'ordered', order: ['fr'] } },
    { [`${TRAVEL}/curve`]: 'curve_does_not_fit' },
  ],
  [
    'a curve for another kind of question',
    { '/questions/-': preference({ kind: 'range', attribute: 'dataGb', curve: { kind: 'atMost' } }) },
    { [`${ADDED}/curve`]: 'curve_does_not_fit' },
  ],
  [
    'equals for a range',
    { '/questions/-': preference({ kind: 'range', attribute: 'dataGb', curve: { kind: 'equals' } }) },
    { [`${ADDED}/curve`]: 'curve_does_not_fit' },
  ],
  [
    'a curve that a ranking entry cannot have',
    { '/ranking/0/curve': { kind: 'atMost' }, '/ranking/-': { attribute: 'network', curve: { kind: 'equals' } } },
    { '/ranking/0/curve': 'curve_does_not_fit', '/ranking/1/curve': 'curve_does_not_fit' },
  ],
  [
    'a linear ranking entry on what is no number',
    { '/ranking/-': { attribute: 'esim', curve: { kind: 'linear', from: 0, to: 1 } } },
    { '/ranking/1/curve': 'curve_does_not_fit' },
  ],
];
