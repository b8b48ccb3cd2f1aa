import { definitions, type SettingName, type SettingValue, type SettingValues } from './definitions.ts';
import { readSetting } from './rules.ts';

/** What was chosen in the console, and how often something was. */
export interface StoredDocument {
  version: number;
  values: Partial<SettingValues>;
}

/** Leaves out what this program does not know or would not take: such a setting has its default. */
export function readDocument(text: string | undefined): StoredDocument {
  const { version = 0, values = {} } = text === undefined ? {} : (JSON.parse(text) as Partial<StoredDocument>);
  const known: Partial<Record<SettingName, SettingValue>> = {};
  for (const [name, value] of Object.entries(values)) {
    const definition = Object.hasOwn(definitions, name) ? definitions[name as SettingName] : undefined;
    const read = definition && !definition.isFixed ? readSetting(definition, value) : undefined;
    if (read !== undefined) known[name as SettingName] = read;
  }
  return { version, values: known as Partial<SettingValues> };
}
