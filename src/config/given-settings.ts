import {
  definitions,
  type SettingDefinition,
  type SettingName,
  type SettingRule,
  type SettingValue,
  type SettingValues,
  settingNames,
} from '../core/runtime-settings/definitions.ts';
import { readSetting } from '../core/runtime-settings/rules.ts';
import type { EnvironmentReader } from './environment.ts';

/** What the environment says of settings that could also be changed while serving: there, its word is final. */
export function readGivenSettings(read: EnvironmentReader, problems: string[]): Partial<SettingValues> {
  const given: Partial<Record<SettingName, SettingValue>> = {};
  for (const name of settingNames) {
    const value = readGiven(read, definitions[name], problems);
    if (value !== undefined) given[name] = value;
  }
  return given as Partial<SettingValues>;
}

function readGiven(
  read: EnvironmentReader,
  definition: SettingDefinition,
  problems: string[],
): SettingValue | undefined {
  const { variable, rule, optional, fallback } = definition;
  if (variable === null) return undefined;
  const text = read.text(variable);
  // A setting that is there but empty turns off what it would name by default.
  if (text === undefined) return optional && fallback !== null && read.isEmpty(variable) ? null : undefined;
  // The environment may leave the choice of a port to the system.
  const value = variable.endsWith('_PORT') && text === '0' ? 0 : readSetting(definition, parse(rule, text));
  if (value === undefined) problems.push(`${variable} must be ${describe(rule)}, not "${text}"`);
  return value;
}

function parse(rule: SettingRule, text: string): SettingValue {
  if (rule.type === 'flag') return { true: true, '1': true, false: false, '0': false }[text] ?? text;
  return rule.type === 'integer' && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function describe(rule: SettingRule): string {
  switch (rule.type) {
    case 'flag':
      return 'one of true, false, 1, 0';
    case 'choice':
      return `one of ${rule.choices.join(', ')}`;
    case 'integer':
      return `a whole number from ${rule.minimum} to ${rule.maximum}`;
    case 'text':
      return `one line of 1 to ${rule.maxLength} characters`;
    case 'callingCodes':
      return 'calling codes such as 86,852';
    case 'callingCodeTable':
      return `calling codes with ${rule.fractions ? 'numbers' : 'whole numbers'} up to ${rule.maximum}, and * for the others, such as 86=1,*=2`;
    case 'hostName':
      return 'a host name such as accounts.example.com';
    case 'url':
      return 'an http or https address';
    case 'timeZone':
      return 'a time zone such as Asia/Shanghai';
    case 'moment':
      return 'a date and time with its offset, such as 2027-03-31T00:00:00+08:00';
    case 'endpoints':
      return 'endpoints with commas between, such as POST /api/user/sendCode';
    case 'headerName':
      return 'the name of a request header that carries no credential, such as X-App-Version';
    case 'colour':
      return 'a colour such as #1677ff';
    case 'picture':
      return 'a PNG as a data URL';
  }
}
