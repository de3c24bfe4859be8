/** A catalogue with one attribute of each type. */
export const definition = {
  attributes: [
    { id: 'price', type: 'number' },
    { id: 'network', type: 'category' },
    { id: 'countries', type: 'set' },
    { id: 'esim', type: 'boolean' },
    { id: 'terms', type: 'text' },
  ],
  questions: [{ id: 'network', text: 'Which network?', kind: 'single', effect: 'filter', attribute: 'network' }],
};

export const HEADER = 'id,name,price,network,countries,esim,terms';

export const mapping = {
  catalog: definition,
  plans: {
    planId: 'id',
    name: 'name',
    values: {
      price: { column: 'price', as: 'money' },
      network: 'network',
      countries: { column: 'countries', separator: '|' },
      esim: 'esim',
      terms: 'terms',
    },
  },
};

/** Rows of CSV below the header that `mapping` reads. */
export const csv = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');
