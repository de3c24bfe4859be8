import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { warmFirstScreen } from '../../../shared/domain/engine/warmFirstScreen.ts';
import { finish } from '../../../shared/domain/steps.ts';
import { asSent } from '../../support/differences.ts';

/** The example, sold by offers, and how often the offers are looked at. */
function watchedCatalog() {
  const compiled = compileCatalog(exampleCatalog);
  const { markets } = compiled;
  const watch = { looks: 0 };
  const plans = new Proxy(markets!.plans, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) watch.looks++;
      return Reflect.get(target, key, target) as unknown;
    },
  });
  return { compiled: { ...compiled, markets: { ...markets!, plans } }, watch };
}

describe('the first screen', () => {
  it('looks at no offer once it is warm', () => {
    const { compiled, watch } = watchedCatalog();
    finish(warmFirstScreen(compiled));
    expect(watch.looks).toBeGreaterThan(0);
    watch.looks = 0;
    recommend(compiled, {});
    expect(watch.looks).toBe(0);
  });

  it('is the same warm and cold', () => {
    const { compiled } = watchedCatalog();
    finish(warmFirstScreen(compiled));
    expect(asSent(recommend(compiled, {}))).toEqual(asSent(recommend(compileCatalog(exampleCatalog), {})));
  });

  it('is warmed facet by facet', () => {
    const { compiled } = watchedCatalog();
    const facets = exampleCatalog.questions.filter(({ effect }) => effect === 'filter').length;
    expect([...warmFirstScreen(compiled)]).toHaveLength(facets);
  });
});
