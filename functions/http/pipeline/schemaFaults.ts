import type { Validator } from 'typebox/compile';
import { Settings } from 'typebox/system';
import type { Fault } from '../../../shared/domain/errors.ts';
import { pointerTo } from '../../../shared/domain/catalog/jsonPointer.ts';

/**
 * What a validator found, in plain words and without repetition. A validator reports a value that fits no branch of a union
 * once for every branch and then, last, for the union: children before parents, always in a row. Reading from the end,
 * a union's own report therefore says which reports before it were only attempts.
 */

type Finding = ReturnType<Validator['Errors']>[number];

/** Findings gathered for one value: bounds the work a hostile body can cause. Beyond it, faults are not counted. */
const MAX_FINDINGS = 50_000;

export function schemaFaults(validator: Validator, value: unknown): Fault[] {
  Settings.Set({ maxErrors: MAX_FINDINGS });
  return toFaults(validator.Errors(value));
}

function toFaults(findings: readonly Finding[]): Fault[] {
  const faults: Fault[][] = [];
  let end = findings.length;
  while (end > 0) {
    const last = findings[--end]!;
    if (last.keyword === 'anyOf') {
      const start = startOfAttempts(findings, end, last);
      faults.push(unionFaults(last, findings.slice(start, end)));
      end = start;
    } else {
      faults.push(plainFaults(last));
    }
  }
  return faults.reverse().flat();
}

function startOfAttempts(findings: readonly Finding[], end: number, union: Finding): number {
  const prefix = `${union.schemaPath}/anyOf/`;
  let start = end;
  while (start > 0 && findings[start - 1]!.schemaPath.startsWith(prefix)) start--;
  return start;
}

/** The faults of the one branch that was meant, where the kind of the value tells; else one fault for the union. */
function unionFaults(union: Finding, attempts: readonly Finding[]): Fault[] {
  const branches = new Map<string, Finding[]>();
  const prefixLength = `${union.schemaPath}/anyOf/`.length;
  for (const attempt of attempts) {
    const [index = ''] = attempt.schemaPath.slice(prefixLength).split('/', 1);
    const branch = branches.get(index);
    if (branch) branch.push(attempt);
    else branches.set(index, [attempt]);
  }
  const ofTheKind = [...branches.values()].filter(
    (branch) => !branch.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === union.instancePath),
  );
  const [meant] = ofTheKind.sort((a, b) => a.length - b.length);
  if (meant) return toFaults(meant);
  const kinds = attempts.filter(({ instancePath }) => instancePath === union.instancePath).map(kindOf);
  return [{ path: union.instancePath, code: 'wrong_type', message: `must be ${listed(kinds)}` }];
}

const typeNames = new Map([
  ['null', 'null'],
  ['boolean', 'true or false'],
  ['number', 'a finite number'],
  ['integer', 'a whole number'],
  ['string', 'a string'],
  ['array', 'an array'],
  ['object', 'an object'],
]);

function kindOf({ params }: Finding): string {
  const type = 'type' in params ? String(params.type) : '';
  return typeNames.get(type) ?? type;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

const quoted = (value: unknown): string => JSON.stringify(value);

function plainFaults(finding: Finding): Fault[] {
  const { keyword, params, instancePath: path } = finding;
  const fault = (code: string, message: string): Fault[] => [{ path, code, message }];
  switch (keyword) {
    case 'additionalProperties':
      return []; // each of them was reported on its own, as a `boolean`
    case 'boolean':
      return fault('unknown_field', 'is not a field of this request');
    case 'required':
      return params.requiredProperties.map((name) => ({
        path: pointerTo(path, name),
        code: 'missing_field',
        message: 'is required',
      }));
    case 'type':
      return fault('wrong_type', `must be ${kindOf(finding)}`);
    case 'enum':
      return fault('invalid_choice', `must be ${listed(params.allowedValues.map(quoted))}`);
    case 'const':
      return fault('invalid_choice', `must be ${quoted(params.allowedValue)}`);
    case 'minimum':
      return fault('out_of_range', `must be at least ${params.limit}`);
    case 'maximum':
      return fault('out_of_range', `must be at most ${params.limit}`);
    case 'minLength':
      return fault('too_short', `must have at least ${params.limit} characters`);
    case 'maxLength':
      return fault('too_long', `must have at most ${params.limit} characters`);
    case 'minItems':
      return fault('too_few', `must have at least ${params.limit} items`);
    case 'maxItems':
      return fault('too_many', `must have at most ${params.limit} items`);
    default:
      return fault('invalid', finding.message);
  }
}
