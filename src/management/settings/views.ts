import { definitions, type SettingState, type SettingsDocument } from '../../core/runtime-settings/runtime-settings.ts';
import type { SettingsView, SettingView } from './schemas.ts';
import { settingTexts } from './texts.ts';

/** All settings as they are answered. */
export function viewSettings({ version, settings }: SettingsDocument): SettingsView {
  return { version, settings: settings.map(viewSetting) };
}

function viewSetting({ name, value, source, pendingRestart }: SettingState): SettingView {
  const { rule, optional, fallback, variable, needsRestart, isFixed } = definitions[name];
  return {
    name,
    group: name.slice(0, name.indexOf('.')),
    ...settingTexts[name],
    rule: 'choices' in rule ? { ...rule, choices: [...rule.choices] } : rule,
    optional,
    default: fallback,
    value,
    source,
    variable,
    fixed: isFixed || source === 'environment',
    needsRestart,
    pendingRestart,
  };
}
