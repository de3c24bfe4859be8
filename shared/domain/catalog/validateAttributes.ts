import {
  checkId,
  fault,
  openObject,
  readArray,
  readChoice,
  readString,
  requireField,
  type Spot,
} from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { ATTRIBUTE_TYPES, BETTER, LIMITS, type AttributeType } from './schema.ts';

/** What the rest of a catalogue may refer to. */
export interface DeclaredAttributes {
  /** Type by attribute id; undefined where the declared type is itself at fault, so that nothing more is said about it. */
  readonly types: ReadonlyMap<string, AttributeType | undefined>;
  /** Attributes with at least one declared value. */
  readonly withValues: ReadonlySet<string>;
}

const ATTRIBUTE_FIELDS = ['id', 'type', 'label', 'unit', 'better', 'values'];
const DECLARED_FIELDS = ['value', 'label'];

export function validateAttributes(catalog: Spot): DeclaredAttributes {
  const types = new Map<string, AttributeType | undefined>();
  const withValues = new Set<string>();
  const taken = new Set<string>();
  const list = requireField(catalog, 'attributes') ? readArray(catalog, 'attributes') : undefined;
  if (list !== undefined && list.length > LIMITS.attributes) {
    fault(
      catalog,
      'attributes',
      'too_many',
      `Declare at most ${LIMITS.attributes} attributes; these are ${list.length}.`,
    );
  }
  list?.forEach((item: unknown, index) => {
    const path = pointerTo(pointerTo(catalog.path, 'attributes'), index);
    const attribute = openObject(catalog.faults, item, path, ATTRIBUTE_FIELDS);
    if (attribute === undefined) return;
    const id = checkId(attribute, 'id', taken, { colonAllowed: false });
    const type = requireField(attribute, 'type') ? readChoice(attribute, 'type', ATTRIBUTE_TYPES) : undefined;
    readString(attribute, 'label');
    readString(attribute, 'unit');
    readChoice(attribute, 'better', BETTER);
    const declared = validateDeclaredValues(attribute, 'values');
    if (id === undefined || types.has(id)) return;
    types.set(id, type);
    if (declared > 0) withValues.add(id);
  });
  return { types, withValues };
}

/** Checks `[{value, label?}]`, where a value stands once; returns how many there are. */
export function validateDeclaredValues(spot: Spot, field: string): number {
  const list = readArray(spot, field) ?? [];
  const taken = new Set<string>();
  list.forEach((item: unknown, index) => {
    const declared = openObject(spot.faults, item, pointerTo(pointerTo(spot.path, field), index), DECLARED_FIELDS);
    if (declared === undefined) return;
    requireField(declared, 'value');
    readString(declared, 'label');
    const value = readString(declared, 'value');
    if (value === undefined) return;
    if (taken.has(value)) fault(declared, 'value', 'duplicate_value', `List ${quote(value)} once.`);
    taken.add(value);
  });
  return list.length;
}

/** The type of an attribute that is named at `path`; undefined, with a fault, when nothing declares it. */
export function findType(
  attributes: DeclaredAttributes,
  spot: Spot,
  path: string,
  id: string,
): AttributeType | undefined {
  if (!attributes.types.has(id)) {
    spot.faults.add(path, 'undeclared_attribute', `Declare ${quote(id)} in "attributes", or name one that is there.`);
  }
  return attributes.types.get(id);
}

/** An attribute named by a field that holds its id. */
export function readAttributeReference(attributes: DeclaredAttributes, spot: Spot, field: string): Column[] {
  const id = readString(spot, field);
  if (id === undefined) return [];
  const path = pointerTo(spot.path, field);
  return [{ id, path, type: findType(attributes, spot, path, id) }];
}

/** An attribute that a question or ranking entry may be about, and where the catalogue says so. */
export interface Column {
  readonly id: string;
  readonly path: string;
  readonly type: AttributeType | undefined;
}
