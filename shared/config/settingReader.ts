import type { Fault } from '../domain/errors.ts';
import { settingTable, type SettingEntry, type SettingName } from './settingTable.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a parser makes of a value: the setting, or what is wrong with it. */
export type Parsed<T> = { value: T } | { faults: string[] };

/** Reads single settings and keeps every fault; after a fault it gives a stand-in, so that reading goes on. */
export interface SettingReader {
  readonly faults: Fault[];
  fault(name: SettingName, message: string): void;
  has(name: SettingName): boolean;
  optional(name: SettingName): string | undefined;
  /** '' after the fault that it is missing. */
  required(name: SettingName, when: string): string;
  text(name: SettingName): string;
  integer(name: SettingName, min: number, max: number): number;
  choice<Choice extends string>(name: SettingName, choices: readonly [Choice, ...Choice[]]): Choice;
  choiceOr<Choice extends string>(name: SettingName, choices: readonly Choice[], otherwise: Choice): Choice;
  /** `https`, or `http` to the machine itself. */
  secureUrl(name: SettingName): string | undefined;
  parsed<T>(name: SettingName, parse: (text: string) => Parsed<T>): T | undefined;
}

export function createSettingReader(environment: Environment): SettingReader {
  const faults: Fault[] = [];

  function fault(name: SettingName, message: string): void {
    faults.push({ path: name, code: 'invalid_setting', message: `${name} ${message}` });
  }

  function optional(name: SettingName): string | undefined {
    const text = environment[name]?.trim();
    return text === '' ? undefined : text;
  }

  function defaultOf(name: SettingName): string {
    const entry: SettingEntry = settingTable[name];
    return entry.default ?? '';
  }

  function choiceOr<Choice extends string>(name: SettingName, choices: readonly Choice[], otherwise: Choice): Choice {
    const text = optional(name);
    if (text === undefined) return otherwise;
    const chosen = choices.find((choice) => choice === text);
    if (chosen === undefined) fault(name, `must be one of ${choices.join(', ')}`);
    return chosen ?? otherwise;
  }

  return {
    faults,
    fault,
    optional,
    choiceOr,
    has: (name) => optional(name) !== undefined,
    required(name, when) {
      const text = optional(name);
      if (text === undefined) fault(name, `is required ${when}`);
      return text ?? '';
    },
    text: (name) => optional(name) ?? defaultOf(name),
    integer(name, min, max) {
      const text = optional(name) ?? defaultOf(name);
      const value = Number(text);
      if (/^\d+$/.test(text) && value >= min && value <= max) return value;
      fault(name, `must be a whole number from ${min} to ${max}`);
      return min;
    },
    choice: (name, choices) => choiceOr(name, choices, choices[0]),
    secureUrl(name) {
      const text = optional(name);
      if (text !== undefined && !isSecure(text)) fault(name, 'must be an https URL, or http on 127.0.0.1 or localhost');
      return text;
    },
    parsed(name, parse) {
      const text = optional(name);
      if (text === undefined) return undefined;
      const result = parse(text);
      if ('value' in result) return result.value;
      for (const message of result.faults) fault(name, message);
      return undefined;
    },
  };
}

function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
