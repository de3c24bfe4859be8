import { BrokenSource } from '../../ports/recordReader.ts';

/**
 * UTF-8 as it came, checked and without a byte order mark; latin1 (with the signs Windows adds to it, such as the euro)
 * written as UTF-8.
 */
export async function* toUtf8(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-8' | 'latin1',
  nextStep = 'Save the file as UTF-8.',
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-8', { fatal: true, ignoreBOM: true });
  let isStart = true;
  for await (const chunk of bytes) {
    let rest = chunk;
    if (isStart && chunk.length > 0) {
      refuseUtf16(chunk);
      isStart = false;
      if (encoding === 'utf-8' && startsWith(chunk, [0xef, 0xbb, 0xbf])) rest = chunk.subarray(3);
    }
    const text = decode(decoder, rest, true, nextStep);
    yield encoding === 'latin1' ? Buffer.from(text, 'utf8') : rest;
  }
  decode(decoder, new Uint8Array(), false, nextStep);
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, more: boolean, nextStep: string): string {
  try {
    return decoder.decode(bytes, { stream: more });
  } catch (error) {
    throw new BrokenSource('wrong_encoding', `These bytes are no UTF-8. ${nextStep}`, undefined, error);
  }
}

function refuseUtf16(chunk: Uint8Array): void {
  if (!startsWith(chunk, [0xff, 0xfe]) && !startsWith(chunk, [0xfe, 0xff])) return;
  throw new BrokenSource('wrong_encoding', 'This is UTF-16, as some spreadsheets write it. Save the file as UTF-8.');
}

function startsWith(chunk: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => chunk[index] === byte);
}
