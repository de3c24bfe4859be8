import { giveBack } from '../../../local/functionsHost/http/readBody.ts';
import { giveBack as giveBackBody } from '../../../functions/http/pipeline/readBody.ts';

describe.each([
  ['the host', giveBack],
  ['the function', giveBackBody],
])('memory that %s gives back', (_, give) => {
  it('is free at once', () => {
    const bytes = new Uint8Array(1024 * 1024);
    const { buffer } = bytes;
    give(bytes);
    expect(buffer.detached).toBe(true);
    expect(bytes.byteLength).toBe(0);
  });

  it('stays when others use it too', () => {
    const small = Buffer.from('shared with its neighbours');
    give(small);
    expect(small.toString()).toBe('shared with its neighbours');
  });
});
