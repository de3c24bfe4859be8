import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { planJsonBytes } from '../../../shared/domain/catalog/planJsonBytes.ts';
import { CatalogSchema } from '../../../shared/domain/catalog/schema.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { catalogArbitrary } from '../../support/arbitraries/catalogs.ts';
import { spoil, spoilingsArbitrary } from '../../support/arbitraries/spoiltJson.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

const schema = Compile(CatalogSchema);
const mostlyValid = fc.oneof(
  catalogArbitrary.map(({ catalog }) => catalog),
  fc.constant(exampleCatalog),
);

describe('validateCatalog, on any catalogue', () => {
  it('accepts every valid one', () => {
    fc.assert(
      fc.property(catalogArbitrary, ({ catalog }) => {
        expect(validateCatalog(JSON.parse(JSON.stringify(catalog)))).not.toHaveProperty('faults');
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('names faults of a spoilt one, or accepts what schema and engine can take', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(mostlyValid, spoilingsArbitrary, (catalog, spoilings) => {
        const result = validateCatalog(spoil(catalog, spoilings));
        if ('faults' in result) {
          refused += 1;
          expect(result.faults.length).toBeGreaterThan(0);
          expect(result.total).toBeGreaterThanOrEqual(result.faults.length);
          return;
        }
        accepted += 1;
        expect(schema.Errors(result.catalog)).toEqual([]);
        const { plans, offers } = result.catalog;
        const offered = new Set((offers?.rows ?? plans).map(({ planId }) => planId));
        expect(recommend(compileCatalog(result.catalog), {}).total).toBe(offered.size);
      }),
      propertyRuns(4 * USUAL_RUNS),
    );
    expect(accepted).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  it('names faults of any JSON that is no catalogue', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(validateCatalog(json)).toHaveProperty('faults');
      }),
      propertyRuns(USUAL_RUNS),
    );
  });

  it('counts the bytes of a plan as they are written', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '\u0001', '\ud800', '\udc00', 'é', '€', '😀'), fc.string()),
    });
    const value = fc.oneof(
      text,
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(text),
    );
    const plan = fc.record(
      { planId: text, name: text, values: fc.dictionary(text, value) },
      { requiredKeys: ['planId'] },
    );
    fc.assert(
      fc.property(plan, (given) => {
        const parsed = JSON.parse(JSON.stringify(given)) as typeof given;
        const bytes = Buffer.byteLength(JSON.stringify(parsed));
        expect(planJsonBytes(parsed, 0)).toBe(bytes);
        expect(planJsonBytes(parsed, bytes)).toBeGreaterThanOrEqual(bytes);
      }),
      propertyRuns(USUAL_RUNS),
    );
  });
});
