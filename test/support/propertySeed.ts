import fc from 'fast-check';

/** In CI the same commit gets the same cases; elsewhere each run looks somewhere else. `SEED` chooses. */
const seed = process.env.SEED ?? (process.env.CI === undefined ? undefined : '20261121');
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
