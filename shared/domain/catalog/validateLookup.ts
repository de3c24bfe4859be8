import { findType, readAttributeReference, type Column, type DeclaredAttributes } from './validateAttributes.ts';
import { fault, isObject, nameType, openObject, requireField, type Spot } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { MAX_NESTING } from './schema.ts';
import type { KnownQuestions, Reference } from './validateReferences.ts';

const LOOKUP_FIELDS = ['question', 'map', 'default'];
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** What one `attributeBy` may lead to, and the questions it asks on the way. */
export interface LookupContents {
  readonly columns: Column[];
  readonly references: Reference[];
}

/** Checks the `attributeBy` of `owner` with everything nested in it. */
export function validateLookup(owner: Spot, attributes: DeclaredAttributes, questions: KnownQuestions): LookupContents {
  const contents: LookupContents = { columns: [], references: [] };
  const totalBefore = owner.faults.total;
  visitLookup(owner.object.attributeBy, pointerTo(owner.path, 'attributeBy'), 1, {
    owner,
    attributes,
    questions,
    contents,
  });
  const types = new Set(contents.columns.map(({ type }) => type).filter((type) => type !== undefined));
  if (types.size > 1) {
    fault(owner, 'attributeBy', 'mixed_lookup', `Use attributes of one type; these are ${[...types].join(' and ')}.`);
  }
  if (contents.columns.length === 0 && owner.faults.total === totalBefore) {
    fault(owner, 'attributeBy', 'empty_lookup', 'Name at least one attribute, in "map" or as "default".');
  }
  return contents;
}

interface Walk {
  owner: Spot;
  attributes: DeclaredAttributes;
  questions: KnownQuestions;
  contents: LookupContents;
}

function visitLookup(value: unknown, path: string, depth: number, walk: Walk): void {
  const { owner, attributes, questions, contents } = walk;
  if (depth > MAX_NESTING) {
    owner.faults.add(path, 'too_deep', `Nest lookups at most ${MAX_NESTING} deep.`);
    return;
  }
  const lookup = openObject(owner.faults, value, path, LOOKUP_FIELDS);
  if (lookup === undefined) return;
  requireField(lookup, 'question');
  const source = questions.readReference(lookup, 'question', contents.references);
  if (source?.kind === 'multiple' || source?.kind === 'range') {
    const message = `A lookup needs a single, boolean or number question; ${quote(source.id)} is ${source.kind}.`;
    fault(lookup, 'question', 'wrong_source', message);
  }
  contents.columns.push(...readAttributeReference(attributes, lookup, 'default'));
  if (!requireField(lookup, 'map')) return;
  const map = lookup.object.map;
  if (!isObject(map)) {
    fault(lookup, 'map', 'wrong_type', `Must be an object of attribute ids by answer; this is ${nameType(map)}.`);
    return;
  }
  const mapPath = pointerTo(path, 'map');
  const bands = new Set<number>();
  for (const [key, target] of Object.entries(map)) {
    const keyPath = pointerTo(mapPath, key);
    if (source?.kind === 'boolean' && key !== 'true' && key !== 'false') {
      owner.faults.add(
        keyPath,
        'wrong_key',
        `The keys for a boolean question are "true" and "false", not ${quote(key)}.`,
      );
    }
    if (source?.kind === 'number') checkBand(owner, keyPath, key, bands);
    if (typeof target === 'string') {
      contents.columns.push({ id: target, path: keyPath, type: findType(attributes, owner, keyPath, target) });
    } else {
      visitLookup(target, keyPath, depth + 1, walk);
    }
  }
}

/** A key of a number question is the lower end of a band, written as JSON writes numbers. */
function checkBand(owner: Spot, path: string, key: string, bands: Set<number>): void {
  const end = NUMBER.test(key) ? Number(key) + 0 : NaN;
  if (!Number.isFinite(end)) {
    const message = `The keys for a number question are the lower ends of bands, such as "18"; ${quote(key)} is no number.`;
    owner.faults.add(path, 'wrong_key', message);
  } else if (bands.has(end)) {
    owner.faults.add(path, 'duplicate_key', `Another key is the number ${end} too; keep one of them.`);
  }
  bands.add(end);
}
