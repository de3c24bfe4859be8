import type { BuildEngine } from '../panelEngine.ts';

const builders = {
  shortlist: async () => (await import('./shortlist.ts')).build,
  itemsjs: async () => (await import('./itemsjs.ts')).build,
  mingo: async () => (await import('./mingo.ts')).build,
  array: async () => (await import('./array.ts')).build,
  roaring: async () => (await import('./roaring.ts')).build,
  itemsjsForeignRanges: async () => (await import('./itemsjs.ts')).buildWithForeignRanges,
} satisfies Record<string, () => Promise<BuildEngine>>;

export type EngineName = keyof typeof builders;
export const ENGINE_NAMES = Object.keys(builders) as EngineName[];
export const isEngineName = (name: string): name is EngineName => Object.hasOwn(builders, name);

/** Loads an engine and its library only when it is measured, so that memory is charged to whoever uses it. */
export const loadBuilder = (name: EngineName): Promise<BuildEngine> => builders[name]();
