import { type FaultCase } from './faultCase.ts';

/** Plans and their values. */
export const planFaults: FaultCase[] = [
  [
    'a plan without id and name',
    { '/plans/-': {} },
    { '/plans/3/planId': 'missing_field', '/plans/3/name': 'missing_field' },
  ],
  [
    'a plan whose name and values are of the wrong type',
    { '/plans/-': { planId: 'x', name: null, values: [] } },
    { '/plans/3/name': 'wrong_type', '/plans/3/values': 'wrong_type' },
  ],
  [
    'values of the wrong type',
    {
      '/plans/0/values': { region: ['north'], monthlyPrice: '9', network: 1, countries: 'fr', esim: 'true', terms: [] },
    },
    {
      '/plans/0/values/region': 'wrong_value_type',
      '/plans/0/values/monthlyPrice': 'wrong_value_type',
      '/plans/0/values/network': 'wrong_value_type',
      '/plans/0/values/countries': 'wrong_value_type',
      '/plans/0/values/esim': 'wrong_value_type',
      '/plans/0/values/terms': 'wrong_value_type',
    },
  ],
  [
    'elements of a set that are no strings',
    { '/plans/0/values/countries': ['fr', 1, null] },
    { '/plans/0/values/countries/1': 'wrong_value_type', '/plans/0/values/countries/2': 'wrong_value_type' },
  ],
  [
    'an element repeated in a small set',
    { '/plans/0/values/countries': ['fr', 'es', 'fr', 'fr'] },
    { '/plans/0/values/countries/2': 'repeated_element', '/plans/0/values/countries/3': 'repeated_element' },
  ],
  [
    'an element repeated in a large set',
    { '/plans/0/values/countries': [...Array.from({ length: 40 }, (_, i) => `c${i}`), 'c39'] },
    { '/plans/0/values/countries/40': 'repeated_element' },
  ],
  ['a number that is not finite', { '/plans/0/values/dataGb': Infinity }, { '/plans/0/values/dataGb': 'not_finite' }],
  [
    'values of undeclared attributes',
    { '/plans/0/values/__proto__': 1, '/plans/1/values/a~1b': null },
    { '/plans/0/values/__proto__': 'undeclared_attribute', '/plans/1/values/a~1b': 'undeclared_attribute' },
  ],
  ['a plan over 16,384 bytes', { '/plans/0/values/terms': 'x'.repeat(16_384) }, { '/plans/0': 'plan_too_large' }],
  [
    'a plan over 16,384 bytes of UTF-8 in fewer characters',
    { '/plans/0/values/terms': '€'.repeat(5_500) },
    { '/plans/0': 'plan_too_large' },
  ],
];
