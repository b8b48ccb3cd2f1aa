import { createHash } from 'node:crypto';
import { DomainError, type FieldError, invalidFields } from '../errors.ts';
import {
  defaultSettings,
  definitions,
  type SettingName,
  type SettingValue,
  type SettingValues,
  settingNames,
} from './definitions.ts';
import { findPlaceConflicts } from './places.ts';
import { readSetting, ruleWords } from './rules.ts';
import { findSunsetConflicts } from './sunset-dates.ts';

/** New values of some settings, and those that go back to their defaults. */
export interface SettingsChange {
  values: Partial<Record<SettingName, unknown>>;
  reset: readonly SettingName[];
}

type Values = Partial<SettingValues>;

/** What holds: the environment before what was stored before the defaults. */
export function resolveSettings(stored: Values, given: Values): SettingValues {
  return { ...defaultSettings, ...stored, ...given };
}

/** Whether only the environment can change it. */
function isFixed(name: SettingName, given: Values): boolean {
  return name in given || definitions[name].isFixed;
}

/**
 * What would be stored after a change. Throws `setting.fixed` and `request.invalid_fields`, with each setting's name as
 * the field.
 */
export function judgeChange({ values, reset }: SettingsChange, stored: Values, given: Values): Values {
  const fixed = [
    ...(Object.keys(values) as SettingName[]).filter((name) => isFixed(name, given)),
    // What was stored before the environment said something else may be taken back, so that it does not come again.
    ...reset.filter((name) => isFixed(name, given) && !(name in stored)),
  ];
  if (fixed.length > 0) {
    throw new DomainError('setting.fixed', { fields: fixed.map((name) => wrong(name, '由环境变量指定')) });
  }
  const next = { ...stored, ...readValues(values) };
  for (const name of reset) if (!(name in values)) delete next[name];
  const conflicts = findPlaceConflicts(resolveSettings(next, given));
  if (conflicts.length > 0) {
    throw invalidFields(...conflicts.flatMap(({ names }) => names.map((name) => wrong(name, placeRule(name)))));
  }
  const early = findSunsetConflicts(resolveSettings(next, given)).flat();
  if (early.length > 0) throw invalidFields(...early.map((name) => wrong(name, '停用时间不能早于弃用时间')));
  return next;
}

function readValues(given: SettingsChange['values']): Values {
  const problems: FieldError[] = [];
  const values: Partial<Record<SettingName, SettingValue>> = {};
  for (const [name, value] of Object.entries(given) as Array<[SettingName, unknown]>) {
    const read = readSetting(definitions[name], value);
    if (read === undefined) problems.push(wrong(name, ruleWords[definitions[name].rule.type]));
    else values[name] = read;
  }
  if (problems.length > 0) throw invalidFields(...problems);
  return values as Values;
}

/** What is wrong with one setting. */
export function wrong(field: SettingName, rule: string): FieldError {
  return { field, label: field, rule };
}

function placeRule(name: SettingName): string {
  return name.endsWith('.port') ? '与另一个监听端口相同' : '与另一个接口的域名相同';
}

/** The settings for which something else is stored, chosen defaults among them. */
export function findChanged(before: Values, after: Values): SettingName[] {
  return settingNames.filter((name) => before[name] !== after[name]);
}

/** From what to what, as the audit log keeps it. */
export function tellChanges(names: readonly SettingName[], before: SettingValues, after: SettingValues) {
  const told = (name: SettingName, value: SettingValue): SettingValue =>
    definitions[name].rule.type === 'picture' && value !== null
      ? `sha256:${createHash('sha256').update(String(value)).digest('hex')}`
      : value;
  return Object.fromEntries(
    names.map((name) => [name, { from: told(name, before[name]), to: told(name, after[name]) }]),
  );
}
