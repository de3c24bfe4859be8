const PLACEHOLDER = /%([^%]+)%/g;

/**
 * The text with every `%NAME%` replaced by that app setting.
 *
 * @throws {Error} whose message names a setting that is missing.
 */
export function resolveSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  return text.replace(PLACEHOLDER, (_placeholder, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`the setting ${name} is missing`);
    return value;
  });
}
