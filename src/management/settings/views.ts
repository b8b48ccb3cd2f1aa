import { contractNames, traitsOf } from '../../contracts/names.ts';
import { definitions, type SettingState, type SettingsDocument } from '../../core/runtime-settings/runtime-settings.ts';
import type { BrandingView, SettingsView, SettingView } from './schemas.ts';
import { settingTexts } from './texts.ts';

/** All settings as they are answered. */
export function viewSettings({ version, settings }: SettingsDocument): SettingsView {
  return { version, settings: settings.map(viewSetting) };
}

/** What the contracts are called. */
export function viewContracts(): BrandingView['contracts'] {
  return contractNames.map((name) => {
    const { title, registersAccounts } = traitsOf(name);
    return { name, title, registersAccounts };
  });
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
