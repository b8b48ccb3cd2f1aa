import { useState } from 'react';
import type { SettingView } from '../../../../src/management/settings/schemas.ts';

/** What one setting can hold. */
export type Value = SettingView['value'];

interface Choice {
  to: Value;
  /** Goes back to its default, instead of having that value chosen. */
  isReset: boolean;
}

/** What was changed and not saved yet. */
export interface Change extends Choice {
  setting: SettingView;
}

/** The changes that wait to be saved. */
export interface Draft {
  changes: readonly Change[];
  choose(setting: SettingView, value: Value): void;
  reset(setting: SettingView): void;
  discard(): void;
  /** For the API. */
  body(): { values: Record<string, Value>; reset: string[] };
}

/** Changes of settings, kept until they are saved or discarded; also while the settings behind them are loaded anew. */
export function useDraft(settings: readonly SettingView[]): Draft {
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map());
  const changes = settings.flatMap((setting) => {
    const choice = choices.get(setting.name);
    return choice ? [{ setting, ...choice }] : [];
  });
  const put = ({ name }: SettingView, choice: Choice | undefined) => {
    const others = [...choices].filter(([each]) => each !== name);
    setChoices(new Map(choice ? [...others, [name, choice]] : others));
  };
  return {
    changes,
    choose: (setting, to) => put(setting, to === setting.value ? undefined : { to, isReset: false }),
    reset: (setting) => put(setting, setting.source === 'default' ? undefined : { to: setting.default, isReset: true }),
    discard: () => setChoices(new Map()),
    body: () => ({
      values: Object.fromEntries(
        changes.filter(({ isReset }) => !isReset).map(({ setting, to }) => [setting.name, to]),
      ),
      reset: changes.filter(({ isReset }) => isReset).map(({ setting }) => setting.name),
    }),
  };
}

/** Whether a number is none that the setting can hold; the rest the server judges. */
export function isOutOfRange({ setting: { rule, optional }, to }: Change): boolean {
  if (rule.type !== 'integer' || (to === null && optional)) return false;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = rule;
  return !Number.isInteger(to) || Number(to) < minimum || Number(to) > maximum;
}
