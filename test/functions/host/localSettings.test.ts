import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLocalSettings } from '../../../local/localSettings.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

const folder = createTemporaryFolder();
afterAll(folder.remove);

function settingsOf(text: string): Map<string, string> {
  const file = join(folder.path, 'local.settings.json');
  writeFileSync(file, text);
  return readLocalSettings(file);
}

describe('local.settings.json', () => {
  it('gives its values', () => {
    const text = '{"IsEncrypted": false, "Values": {"A": "1", "__proto__": "x"}, "Host": {"CORS": "*"}}';
    expect([...settingsOf(text)]).toEqual([
      ['A', '1'],
      ['__proto__', 'x'],
    ]);
  });

  it('need not be there, nor hold values', () => {
    expect(readLocalSettings(join(folder.path, 'none.json')).size).toBe(0);
    expect(settingsOf('{}').size).toBe(0);
  });

  it.each([
    ['{', /is not valid JSON/],
    ['[]', /must hold a JSON object/],
    ['{"IsEncrypted": true}', /is encrypted/],
    ['{"Values": ["A"]}', /"Values" must be an object/],
    ['{"Values": {"A": 1, "B": "x", "C": null}}', /value of "A" must be a string[^]*value of "C" must be a string/],
  ])('is refused as %s', (text, expected) => {
    expect(() => settingsOf(text)).toThrow(expected);
  });
});
