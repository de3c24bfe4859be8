import type { FaultList } from '../faultList.ts';
import {
  fault,
  hasField,
  isObject,
  nameType,
  openObject,
  readArray,
  readChoice,
  readString,
  readStrings,
  refuseFields,
  requireField,
  type Spot,
} from '../fieldChecks.ts';
import { pointerTo } from '../jsonPointer.ts';
import {
  ENCODINGS,
  SOURCE_FORMATS,
  type Join,
  type LookupSource,
  type Mapping,
  type OfferSource,
  type PlanSource,
  type RowRules,
  type Meaning,
  type Source,
  type ValueRule,
} from './mapping.ts';
import { NOT_UNDERSTOOD, readPhrases, validateRule, type RuleDefaults } from './validateRule.ts';

const MAPPING_FIELDS = ['catalog', 'lookups', 'plans', 'offers', 'phrases', 'notUnderstood'];
const FILE_FIELDS = ['file', 'format', 'delimiter', 'quote', 'encoding'];
const RULE_FIELDS = ['planId', 'name', 'values'];
const JOIN_FIELDS = [...FILE_FIELDS, 'on', 'whenMissing'];

/**
 * Checks a mapping and writes its short forms out; every fault goes to `faults`, at its JSON pointer below `root`. What
 * depends on the attributes is left to `checkRules`, because their definition may be in another file.
 */
export function validateMapping(input: unknown, faults: FaultList): Mapping | undefined {
  const totalBefore = faults.total;
  const mapping = openObject(faults, input, '', MAPPING_FIELDS);
  if (mapping === undefined) return undefined;
  const defaults = readDefaults(mapping);
  if (requireField(mapping, 'catalog') && typeof mapping.object.catalog !== 'string') {
    if (!isObject(mapping.object.catalog)) {
      const given = nameType(mapping.object.catalog);
      fault(
        mapping,
        'catalog',
        'wrong_type',
        `Must be the catalogue without its plans, or the name of its file; this is ${given}.`,
      );
    }
  }
  requireField(mapping, 'plans');
  const checked = {
    catalog: mapping.object.catalog,
    lookups: readSources(mapping, 'lookups', ['from', 'to'], (spot) => readLookup(spot, defaults)),
    plans: readSources(mapping, 'plans', [...RULE_FIELDS, 'repeated'], (spot) => readPlans(spot, defaults)),
    offers: readSources(mapping, 'offers', ['planId', 'values'], (spot) => readOffers(spot, defaults)),
  };
  return faults.total === totalBefore ? checked : undefined;
}

function readDefaults(mapping: Spot): RuleDefaults {
  const notUnderstood = readChoice(mapping, 'notUnderstood', NOT_UNDERSTOOD) ?? 'fault';
  const phrases = new Map<string, ReadonlyMap<string, Meaning>>();
  const given = hasField(mapping, 'phrases') ? mapping.object.phrases : {};
  if (!isObject(given)) fault(mapping, 'phrases', 'wrong_type', `Must be an object; this is ${nameType(given)}.`);
  else {
    const spot = { object: given, path: pointerTo(mapping.path, 'phrases'), faults: mapping.faults };
    for (const name of Object.keys(given)) {
      const words = new Map<string, Meaning>();
      readPhrases(spot, name, words);
      phrases.set(name, words);
    }
  }
  return { notUnderstood, phrases };
}

/** One source, or several in an array. */
function readSources<T>(mapping: Spot, field: string, fields: readonly string[], read: (spot: Spot) => T): T[] {
  if (!hasField(mapping, field)) return [];
  const value = mapping.object[field];
  const path = pointerTo(mapping.path, field);
  const items = Array.isArray(value)
    ? (value as unknown[]).map((item, index) => [item, pointerTo(path, index)] as const)
    : [[value, path] as const];
  return items.flatMap(([item, at]) => {
    const spot = openObject(mapping.faults, item, at, [...FILE_FIELDS, 'joins', ...fields]);
    return spot === undefined ? [] : [read(spot)];
  });
}

function readPlans(spot: Spot, defaults: RuleDefaults): PlanSource {
  const rules = readRules(spot, RULE_FIELDS, defaults);
  const repeated = hasField(spot, 'repeated') && spot.object.repeated === true;
  if (hasField(spot, 'repeated') && typeof spot.object.repeated !== 'boolean') {
    fault(spot, 'repeated', 'wrong_type', `Must be true or false; this is ${nameType(spot.object.repeated)}.`);
  }
  return { ...readSource(spot), rules, repeated };
}

function readOffers(spot: Spot, defaults: RuleDefaults): OfferSource {
  return { ...readSource(spot), rules: readRules(spot, ['planId', 'values'], defaults) };
}

/** undefined for lines in the catalogue's own format: then none of the fields is there. */
function readRules(spot: Spot, fields: readonly string[], defaults: RuleDefaults): RowRules | undefined {
  if (!fields.some((field) => hasField(spot, field))) return undefined;
  const rule = (field: string) =>
    requireField(spot, field)
      ? validateRule(spot.faults, spot.object[field], pointerTo(spot.path, field), defaults)
      : undefined;
  const values = requireField(spot, 'values') ? readValueRules(spot, 'values', defaults) : [];
  const [planId, name] = fields.filter((field) => field !== 'values').map(rule);
  // What is missing here is a fault by now, and a mapping with faults is not used.
  return { planId: planId!, name, values };
}

function readLookup(spot: Spot, defaults: RuleDefaults): LookupSource {
  const read = (field: string) => {
    const rules = requireField(spot, field) ? readValueRules(spot, field, defaults) : [];
    if (rules.length === 0) fault(spot, field, 'missing_field', 'Name at least one question and its column.');
    return rules;
  };
  return { ...readSource(spot), from: read('from'), to: read('to') };
}

function readValueRules(spot: Spot, field: string, defaults: RuleDefaults): ValueRule[] {
  const values = spot.object[field];
  if (!isObject(values)) {
    fault(spot, field, 'wrong_type', `Must be an object of columns or rules by id; this is ${nameType(values)}.`);
    return [];
  }
  return Object.entries(values).flatMap(([id, input]) => {
    const path = pointerTo(pointerTo(spot.path, field), id);
    const rule = validateRule(spot.faults, input, path, defaults);
    return rule === undefined ? [] : [{ id, rule }];
  });
}

function readSource(spot: Spot): Source {
  const joins = (readArray(spot, 'joins') ?? []).flatMap((item, index) => {
    const join = openObject(spot.faults, item, pointerTo(pointerTo(spot.path, 'joins'), index), JOIN_FIELDS);
    return join === undefined ? [] : [readJoin(join)];
  });
  return { ...readFile(spot), joins };
}

function readFile(spot: Spot): Omit<Source, 'joins'> {
  const format = readChoice(spot, 'format', SOURCE_FORMATS);
  const isOther = format !== undefined && format !== 'csv';
  if (isOther) refuseFields(spot, ['delimiter', 'quote', 'encoding'], 'it is for CSV.');
  for (const [field, lengths] of [
    ['delimiter', [1]],
    ['quote', [0, 1]],
  ] as const) {
    const text = readString(spot, field);
    if (text !== undefined && !lengths.some((length) => length === text.length)) {
      fault(spot, field, 'out_of_range', 'Must be one character.');
    }
  }
  const file = readString(spot, 'file');
  if (file === '') fault(spot, 'file', 'empty_id', 'Name the file.');
  return {
    path: spot.path,
    file,
    format,
    delimiter: readString(spot, 'delimiter'),
    quote: readString(spot, 'quote'),
    encoding: readChoice(spot, 'encoding', ENCODINGS) ?? 'utf-8',
  };
}

/** `on` is a list of columns that both files have, or an object from own columns to those of the other file. */
function readJoin(spot: Spot): Join {
  if (!hasField(spot, 'file')) requireField(spot, 'file');
  const on = spot.object.on;
  const pairs: Join['on'] = isObject(on)
    ? Object.entries(on).flatMap(([own, other]) => {
        if (typeof other === 'string') return [{ own, other }];
        const path = pointerTo(pointerTo(spot.path, 'on'), own);
        spot.faults.add(path, 'wrong_type', `Must be a column of the other file; this is ${nameType(other)}.`);
        return [];
      })
    : (readStrings(spot, 'on') ?? []).map(({ value }) => ({ own: value, other: value }));
  if (requireField(spot, 'on') && pairs.length === 0) fault(spot, 'on', 'missing_field', 'Name at least one column.');
  return { ...readFile(spot), on: pairs, whenMissing: readChoice(spot, 'whenMissing', NOT_UNDERSTOOD) ?? 'fault' };
}
