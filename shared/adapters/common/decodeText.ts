import { isUtf8 } from 'node:buffer';
import { BrokenSource } from '../../ports/recordReader.ts';

const LINE_FEED = 0x0a;

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
    if (encoding === 'latin1') {
      yield Buffer.from(decoder.decode(rest, { stream: true }), 'utf8');
      continue;
    }
    try {
      decoder.decode(rest, { stream: true });
    } catch (error) {
      // The lines before are good; with them the fault is found in its row.
      yield rest.subarray(0, endOfGoodLines(rest));
      throw notUtf8(nextStep, error);
    }
    yield rest;
  }
  try {
    decoder.decode();
  } catch (error) {
    throw notUtf8(nextStep, error);
  }
}

function notUtf8(nextStep: string, error: unknown): BrokenSource {
  return new BrokenSource('wrong_encoding', `These bytes are no UTF-8. ${nextStep}`, undefined, error);
}

/** Behind the last line before the one that is no UTF-8. A chunk may begin inside of a character. */
function endOfGoodLines(chunk: Uint8Array): number {
  let start = 0;
  while (start < 3 && (chunk[start]! & 0xc0) === 0x80) start += 1;
  let end = 0;
  for (let next = chunk.indexOf(LINE_FEED); next >= 0; next = chunk.indexOf(LINE_FEED, end)) {
    if (!isUtf8(chunk.subarray(Math.max(start, end), next))) break;
    end = next + 1;
  }
  return end;
}

function refuseUtf16(chunk: Uint8Array): void {
  if (!startsWith(chunk, [0xff, 0xfe]) && !startsWith(chunk, [0xfe, 0xff])) return;
  throw new BrokenSource('wrong_encoding', 'This is UTF-16, as some spreadsheets write it. Save the file as UTF-8.');
}

function startsWith(chunk: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => chunk[index] === byte);
}
