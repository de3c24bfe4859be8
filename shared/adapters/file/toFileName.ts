import { createHash } from 'node:crypto';

/**
 * File and folder names for segments of an object's name. The alphabet of what comes out is `a-z 0-9 _ - %` and, for
 * hashes, `~`: nothing that means something to a file system, no capital letters (some file systems ignore case), no
 * characters beyond ASCII (some change their form), no dot (which keeps the store's own names apart). Everything else
 * is escaped by code unit, so that each segment has a name of its own.
 */
const toEscape = /[^a-z0-9_-]/g;

/** Names that Windows keeps for devices, whatever follows a dot; told apart by escaping the first letter. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** File systems take 255 bytes for a name, some only 1,024 for a whole path. */
const MAX_NAME_LENGTH = 100;

export function toFolderName(segment: string): string {
  const escaped = deviceName.test(segment)
    ? escapeUnit(segment[0]!) + segment.slice(1)
    : segment.replace(toEscape, escapeUnit);
  return escaped.length <= MAX_NAME_LENGTH ? escaped : `~${digestOf(segment)}`;
}

/** Never the name of a folder, so that an object and a group of objects may share a name. */
export function toFileName(segment: string): string {
  return `${toFolderName(segment)}.object`;
}

function escapeUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  return code < 0x100 ? `%${code.toString(16).padStart(2, '0')}` : `%u${code.toString(16).padStart(4, '0')}`;
}

/** UTF-16, because UTF-8 would make all lone surrogates one character. */
function digestOf(segment: string): string {
  return createHash('sha256').update(Buffer.from(segment, 'utf16le')).digest('hex');
}
