import { Button, Tag, Tooltip } from 'antd';
import { useId } from 'react';
import type { SettingView } from '../../../../src/management/settings/schemas.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Control } from './control.tsx';
import { type Draft, isOutOfRange } from './draft.ts';
import { useSayValue } from './say-value.ts';
import styles from './setting-row.module.css';
import { settingsTexts } from './texts.ts';

interface SettingRowProps {
  setting: SettingView;
  draft: Draft;
  mayChange: boolean;
  /** Why the server refused it. */
  refusal: string | undefined;
}

/** One setting: what it is, who decided it, and how to change it. */
export function SettingRow({ setting, draft, mayChange, refusal }: SettingRowProps) {
  const t = useTexts(settingsTexts);
  const shared = useTexts(sharedTexts);
  const id = useId();
  const language = useLanguage() === 'en' ? 'en' : 'zh';
  const change = draft.changes.find((each) => each.setting.name === setting.name);
  const isReset = change ? change.isReset : setting.source === 'default';
  const title = setting.title[language];
  const { minimum, maximum } = setting.rule;
  const range = shared('form.wholeNumber', { minimum: minimum ?? '−∞', maximum: maximum ?? '∞' });
  const problem = change && isOutOfRange(change) ? range : refusal;
  return (
    <div className={styles.row}>
      <div>
        <div className={styles.title}>
          <label htmlFor={id}>{title}</label>
          <Source setting={setting} />
          {setting.pendingRestart ? (
            <Tag color="warning">{t('pendingRestart')}</Tag>
          ) : (
            setting.needsRestart && !setting.fixed && <Tag>{t('needsRestart')}</Tag>
          )}
        </div>
        <p className={styles.hint}>{setting.hint[language]}</p>
      </div>
      <div>
        <Control
          id={id}
          label={title}
          setting={setting}
          value={change ? change.to : setting.value}
          disabled={!mayChange || setting.fixed}
          status={problem ? 'error' : ''}
          onChange={(value) => draft.choose(setting, value)}
        />
        {mayChange && !setting.fixed && !isReset && (
          <Button
            type="link"
            size="small"
            style={{ paddingInline: 0 }}
            onClick={() => draft.reset(setting)}
            aria-label={`${t('reset')}: ${title}`}
          >
            {t('reset')}
          </Button>
        )}
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}

/** Nothing where nobody chose anything. */
function Source({ setting }: { setting: SettingView }) {
  const t = useTexts(settingsTexts);
  const say = useSayValue();
  const { source, fixed, variable } = setting;
  if (source === 'console') {
    return (
      <Tooltip title={t('changedFrom', { value: say(setting, setting.default) })}>
        <Tag color="processing">{t('changed')}</Tag>
      </Tooltip>
    );
  }
  if (!fixed) return null;
  return (
    <Tooltip title={t('environmentHint', { variable: variable ?? '' })}>
      <Tag>{t('environment')}</Tag>
    </Tooltip>
  );
}
