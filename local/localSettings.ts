import { existsSync, readFileSync } from 'node:fs';
import { messageOf, StartupError } from './functionsHost/errors.ts';

function parse(file: string): unknown {
  if (!existsSync(file)) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new StartupError([`${file} cannot be read: ${messageOf(thrown)}`], thrown);
  }
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new StartupError([`${file} is not valid JSON: ${messageOf(thrown)}`], thrown);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The `Values` of a `local.settings.json`, as Core Tools would put them into the environment. None when there is no such file.
 *
 * @throws {StartupError} when the file is not of that form.
 */
export function readLocalSettings(file: string): Map<string, string> {
  const parsed = parse(file);
  if (!isObject(parsed)) throw new StartupError([`${file} must hold a JSON object.`]);
  if (parsed.IsEncrypted === true) throw new StartupError([`${file} is encrypted; only plain settings can be read.`]);
  const { Values: values = {} } = parsed;
  if (!isObject(values)) throw new StartupError([`${file}: "Values" must be an object.`]);
  const settings = new Map<string, string>();
  const faults: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') settings.set(name, value);
    else faults.push(`${file}: the value of "${name}" must be a string.`);
  }
  if (faults.length > 0) throw new StartupError(faults);
  return settings;
}
