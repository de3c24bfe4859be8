/**
 * A lock token is a UUID. As the tag of a delivery it is written the way .NET writes a GUID, with its first three groups
 * reversed; in management requests its bytes stand as they are read.
 */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

export function toDeliveryTag(token: string): Buffer {
  const bytes = Buffer.from(token.replaceAll('-', ''), 'hex');
  return Buffer.from(GUID_ORDER.map((position) => bytes[position]!));
}

export function readLockToken(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20]].map(([from, to]) => hex.slice(from, to)).join('-');
}
