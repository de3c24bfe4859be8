import { Compile, type Validator } from 'typebox/compile';
import type { TSchema } from 'typebox';
import type { Fault } from '../../../shared/domain/errors.ts';
import { pointerTo } from '../../../shared/domain/catalog/jsonPointer.ts';
import { schemaFaults } from './schemaFaults.ts';

/** Objects and arrays within each other; no body of a right shape comes near. */
const MAX_DEPTH = 32;

/**
 * A check of bodies against a schema. It is compiled with the first body, so that a start pays for no call that is not
 * made; a body that passes costs one run of compiled code, only one that does not is looked at for its faults.
 */
export function createBodyCheck(schema: TSchema): (value: unknown) => Fault[] {
  let validator: Validator | undefined;
  return (value) => {
    validator ??= Compile(schema);
    if (validator.Check(value)) return [];
    const path = findTooDeep(value, MAX_DEPTH);
    if (path === undefined) return schemaFaults(validator, value);
    return [{ path, code: 'too_deep', message: `must not hold objects and arrays more than ${MAX_DEPTH} deep` }];
  };
}

/** JSON pointer of the first place that lies too deep: looking for faults there could exhaust the stack. */
function findTooDeep(value: unknown, levels: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return '';
  for (const [key, child] of Object.entries(value)) {
    const found = findTooDeep(child, levels - 1);
    if (found !== undefined) return pointerTo('', key) + found;
  }
  return undefined;
}
