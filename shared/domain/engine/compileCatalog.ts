import type { Catalog, CatalogDefinition, Plan } from '../catalog/schema.ts';
import { compileQuestionnaire } from '../questionnaire/compileQuestionnaire.ts';
import { wordsFor } from './bits.ts';
import { createColumnBuilder } from './buildColumn.ts';
import { openColumn, type StoredColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { createPlanCards } from './planCards.ts';
import { createStringPool, type StringPool } from './stringPool.ts';

export interface CatalogCompiler {
  /** The plan must be valid and its id new; plans may come in any order. */
  add(plan: Plan): void;
  finish(): CompiledCatalog;
}

/** Compiles plan by plan, so that an import never holds all plans as objects. */
export function createCatalogCompiler(definition: CatalogDefinition): CatalogCompiler {
  const planIds: string[] = [];
  const names: string[] = [];
  const builders = definition.attributes.map((attribute) => ({
    id: attribute.id,
    builder: createColumnBuilder(attribute),
  }));
  return {
    add(plan) {
      planIds.push(plan.planId);
      names.push(plan.name);
      const values = plan.values ?? {};
      for (const { id, builder } of builders) builder.add(Object.hasOwn(values, id) ? values[id] : undefined);
    },
    finish() {
      const sources = Uint32Array.from(planIds.keys());
      sources.sort((a, b) => (planIds[a]! < planIds[b]! ? -1 : 1));
      return assembleCatalog(
        definition,
        createStringPool(Array.from(sources, (source) => planIds[source]!)),
        createStringPool(Array.from(sources, (source) => names[source]!)),
        builders.map(({ builder }) => builder.build(sources)),
      );
    },
  };
}

export function compileCatalog(catalog: Catalog): CompiledCatalog {
  const { plans, ...definition } = catalog;
  const compiler = createCatalogCompiler(definition);
  for (const plan of plans) compiler.add(plan);
  return compiler.finish();
}

/** Puts finished parts together; also how a snapshot is opened. */
export function assembleCatalog(
  definition: CatalogDefinition,
  planIds: StringPool,
  names: StringPool,
  stored: readonly StoredColumn[],
): CompiledCatalog {
  const rows = planIds.offsets.length - 1;
  const columns = stored.map((column) => openColumn(column, wordsFor(rows)));
  return {
    definition,
    questionnaire: compileQuestionnaire(definition),
    planCount: rows,
    rows,
    words: wordsFor(rows),
    columns,
    planIds,
    names,
    byteLength: [planIds, names, ...stored].reduce((sum, part) => sum + bytesOf(part), 0),
    cards: createPlanCards(planIds, names, columns),
  };
}

function bytesOf(part: object): number {
  let bytes = 0;
  for (const value of Object.values(part) as unknown[]) {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength;
    else if (typeof value === 'object' && value !== null && 'units' in value) bytes += bytesOf(value);
  }
  return bytes;
}
