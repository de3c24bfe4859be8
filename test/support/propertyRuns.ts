/**
 * How often each property is tried. `PROPERTY_RUNS` sets it for all of them, for a long hunt; a property whose single
 * run is dear asks for a share of it.
 */
export function propertyRuns(usual: number): { numRuns: number } {
  const asked = Number(process.env.PROPERTY_RUNS ?? '');
  return { numRuns: asked > 0 ? Math.max(1, Math.ceil((asked * usual) / USUAL_RUNS)) : usual };
}

export const USUAL_RUNS = 250;
