import type { FaultList } from '../faultList.ts';
import { pointerTo, quote } from '../jsonPointer.ts';
import type { AttributeType } from '../schema.ts';
import { READERS_OF, type Mapping, type Meaning, type Rule, type TargetType } from './mapping.ts';

/** Attribute types by id; undefined for a type that is itself at fault. */
export type AttributeTypes = ReadonlyMap<string, AttributeType | undefined>;

/** Checks that each rule can give what its attribute (or id, name or answer) takes. */
export function checkRules(mapping: Mapping, types: AttributeTypes, faults: FaultList): void {
  for (const { rules } of [...mapping.plans, ...mapping.offers]) {
    if (rules === undefined) continue;
    checkRule(rules.planId, 'id', faults);
    if (rules.name !== undefined) checkRule(rules.name, 'id', faults);
    for (const { id, rule } of rules.values) {
      const type = types.get(id);
      if (type !== undefined) checkRule(rule, type, faults);
      else if (!types.has(id)) {
        faults.add(rule.path, 'undeclared_attribute', `Declare ${quote(id)} among the attributes, or remove the rule.`);
      }
    }
  }
  for (const { from, to } of mapping.lookups) {
    for (const { rule } of [...from, ...to]) checkRule(rule, 'id', faults);
  }
}

function checkRule(rule: Rule, target: TargetType, faults: FaultList): void {
  const readers = READERS_OF[target];
  const named = target === 'id' ? 'an id, name or answer' : `a ${target}`;
  if (rule.as !== undefined && !readers.includes(rule.as)) {
    faults.add(
      pointerTo(rule.path, 'as'),
      'invalid_choice',
      `Read ${named} as ${readers.join(' or ')}, not as ${rule.as}.`,
    );
  }
  const check = (meaning: Meaning, path: string) => {
    if (meaning === null || fits(meaning, target)) return;
    faults.add(path, 'wrong_value_type', `Must be ${wanted(target)}, for that is what ${named} holds.`);
  };
  for (const [phrase, meaning] of rule.words) check(meaning, pointerTo(pointerTo(rule.path, 'words'), phrase));
  if (rule.from.kind === 'constant') check(rule.from.value, pointerTo(rule.path, 'constant'));
}

function fits(meaning: Exclude<Meaning, null>, target: TargetType): boolean {
  if (target === 'number') return typeof meaning === 'number' || (typeof meaning === 'object' && 'number' in meaning);
  if (target === 'boolean') return typeof meaning === 'boolean';
  if (typeof meaning === 'string') return true;
  return target === 'set' && Array.isArray(meaning);
}

function wanted(target: TargetType): string {
  if (target === 'number') return 'a number or "#"';
  if (target === 'boolean') return 'true or false';
  return target === 'set' ? 'a text or a list of texts' : 'a text';
}
