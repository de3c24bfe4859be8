import type { Catalog, CatalogDefinition } from './schema.ts';

/** A catalogue without what there is much of: its plans and its offer rows. */
export function definitionOf(catalog: Catalog): CatalogDefinition {
  const definition: Partial<Catalog> = { ...catalog };
  delete definition.plans;
  delete definition.offers;
  const { offers } = catalog;
  return (
    offers === undefined ? definition : { ...definition, offers: { requires: offers.requires } }
  ) as CatalogDefinition;
}
