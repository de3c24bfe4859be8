import { writeJson } from '../../../functions/http/pipeline/writeJson.ts';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';

const strange: Catalog = {
  attributes: [
    { id: '__proto__', type: 'category' },
    { id: 'a "quoted" id', type: 'number' },
  ],
  plans: [{ planId: '\ud800"\\', name: 'line\nbreak', values: { ['__proto__']: 'x', 'a "quoted" id': -1e-320 } }],
  questions: [],
};

const shortlists = [
  recommend(compileCatalog(exampleCatalog), { responses: { region: 'north' } }),
  recommend(compileCatalog(exampleCatalog), { responses: { region: 'north' }, include: ['plans'] }),
  recommend(compileCatalog(exampleCatalog), { responses: { region: 'nowhere' } }),
  recommend(compileCatalog(exampleCatalog), { include: [] }),
  recommend(compileCatalog(strange), {}),
];

describe('writeJson', () => {
  test.each(shortlists)('says of a shortlist what JSON.stringify says', (shortlist) => {
    for (const body of [shortlist, { version: 3, shortlist }, { shortlist }]) {
      expect(JSON.parse(writeJson(body))).toEqual(JSON.parse(JSON.stringify(body)));
      expect(writeJson(body)).toHaveLength(JSON.stringify(body).length);
    }
  });

  test.each([null, 1, 'text', [1], {}, { plans: 3 }, { plans: [] }, { shortlist: null }])('writes %j', (body) => {
    expect(writeJson(body)).toBe(JSON.stringify(body));
  });
});
