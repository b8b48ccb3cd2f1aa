import { Alert, Modal } from 'antd';
import { useState } from 'react';
import type { SettingView } from '../../../../src/management/settings/schemas.ts';
import { ApiProblem, asProblem, type FieldProblem, isChangedMeanwhile } from '../../api/problem.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Closing } from './closing.tsx';
import type { Change } from './draft.ts';
import { useGroupName } from './groups.ts';
import styles from './review.module.css';
import { useSayValue } from './say-value.ts';
import { settingsTexts } from './texts.ts';

interface ReviewProps {
  /** All that there are, for their names. */
  settings: readonly SettingView[];
  changes: readonly Change[];
  onSave: () => Promise<unknown>;
  onClose: () => void;
}

/** What would change, from and to, before it does. */
export function Review({ settings, changes, onSave, onClose }: ReviewProps) {
  const t = useTexts(settingsTexts);
  const shared = useTexts(sharedTexts);
  const say = useSayValue();
  const nameGroup = useGroupName();
  const language = useLanguage() === 'en' ? 'en' : 'zh';
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isKnown, setKnown] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onSave();
      onClose();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  const name = ({ group, title }: SettingView) => `${nameGroup(group)} · ${title[language]}`;
  const nameOf = ({ pointer, detail }: FieldProblem) => {
    const setting = settings.find((each) => pointer === `/values/${each.name}`);
    return setting ? t('review.named', { name: name(setting), problem: detail }) : detail;
  };
  const closed = changes
    .filter(({ setting, to }) => setting.name.endsWith('.enabled') && to === false)
    .map(({ setting }) => setting.group);
  return (
    <Modal
      open
      title={t('review.title')}
      okText={t('review.save')}
      cancelText={shared('cancel')}
      confirmLoading={isBusy}
      okButtonProps={{ disabled: closed.length > 0 && !isKnown }}
      onOk={save}
      onCancel={onClose}
    >
      <dl className={styles.changes}>
        {changes.map(({ setting, to }) => (
          <div key={setting.name}>
            <dt>{name(setting)}</dt>
            <dd>
              <del>{say(setting, setting.value)}</del> → <ins>{say(setting, to)}</ins>
              {setting.needsRestart && ` (${t('review.restart')})`}
            </dd>
          </div>
        ))}
      </dl>
      {closed.length > 0 && <Closing contracts={closed} isKnown={isKnown} onKnow={setKnown} />}
      {isChangedMeanwhile(error) ? (
        <Alert type="warning" showIcon role="alert" title={t('review.changed')} />
      ) : (
        <ProblemAlert error={error && nameFields(asProblem(error), nameOf)} />
      )}
    </Modal>
  );
}

/** The same problem, each field by its name: here none stands beside what is wrong with it. */
function nameFields(problem: ApiProblem, nameOf: (field: FieldProblem) => string): ApiProblem {
  return new ApiProblem({
    status: problem.status,
    code: problem.code,
    title: problem.title,
    detail: problem.detail,
    retryAfterSeconds: problem.retryAfterSeconds,
    errors: problem.errors.map((field) => ({ ...field, detail: nameOf(field) })),
  });
}
