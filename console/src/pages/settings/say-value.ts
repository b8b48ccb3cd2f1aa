import type { SettingView } from '../../../../src/management/settings/schemas.ts';
import { useServerZone } from '../../api/session.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import type { Value } from './draft.ts';
import { settingsTexts } from './texts.ts';

/** A value in words. */
export function useSayValue(): (setting: SettingView, value: Value) => string {
  const t = useTexts(settingsTexts);
  const zone = useServerZone();
  return ({ rule }, value) => {
    if (value === null) return t('none');
    if (typeof value === 'boolean') return value ? t('on') : t('off');
    if (rule.type === 'moment') return printWall(String(value), zone);
    if (rule.type === 'picture') return t('logo.chosen');
    return rule.type === 'choice' ? sayChoice(t, String(value)) : String(value);
  };
}

/** A choice in words; one that is not known here as it is. */
export function sayChoice(t: ReturnType<typeof useTexts<(typeof settingsTexts)['zh']>>, choice: string): string {
  return choice === 'required' || choice === 'optional' ? t(`choice.${choice}`) : choice;
}
