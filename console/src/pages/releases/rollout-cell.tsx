import { EditOutlined } from '@ant-design/icons';
import { Button, Flex, Popover, Progress } from 'antd';
import { useState } from 'react';
import type { ReleaseView } from '../../../../src/management/releases/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './releases.module.css';
import { isPercent, RolloutField } from './rollout-field.tsx';
import { releasesTexts } from './texts.ts';

/** How far a release is rolled out, to be changed on the spot. */
export function RolloutCell({ release }: { release: ReleaseView }) {
  const t = useTexts(releasesTexts);
  const may = useRights();
  const [isOpen, setOpen] = useState(false);
  const { version, rolloutPercent: percent, withdrawnAt } = release;
  const bar = <Progress percent={percent} size="small" showInfo={false} className={styles.bar} aria-hidden />;
  if (withdrawnAt !== null) return <span className={styles.faint}>–</span>;
  if (!may('releases:write')) {
    return (
      <Flex gap={8} align="center">
        {bar} {percent}%
      </Flex>
    );
  }
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      destroyOnHidden
      content={<RolloutEditor release={release} onClose={() => setOpen(false)} />}
    >
      <Button type="text" size="small" className={styles.adjust} aria-label={t('rollout.adjust', { version, percent })}>
        {bar}
        <span className={styles.number}>{percent}%</span>
        <EditOutlined aria-hidden />
      </Button>
    </Popover>
  );
}

function RolloutEditor({ release, onClose }: { release: ReleaseView; onClose: () => void }) {
  const t = useTexts(releasesTexts);
  const shared = useTexts(sharedTexts);
  const [percent, setPercent] = useState(release.rolloutPercent);
  const change = useChange(
    () => api.patch(`/releases/${release.id}`, { rolloutPercent: percent }, { version: release.revision }),
    { invalidates: ['releases'], done: t('rollout.done', { percent }), onDone: onClose },
  );
  return (
    <div className={styles.editor}>
      <RolloutField value={percent} onChange={setPercent} />
      {!isPercent(percent) && (
        <p className={styles.preview} role="alert">
          {shared('form.wholeNumber', { minimum: 0, maximum: 100 })}
        </p>
      )}
      <Flex gap={8} justify="end">
        <Button size="small" onClick={onClose}>
          {shared('cancel')}
        </Button>
        <Button
          size="small"
          type="primary"
          disabled={percent === release.rolloutPercent || !isPercent(percent)}
          loading={change.isPending}
          onClick={() => change.mutate(undefined)}
        >
          {t('rollout.apply')}
        </Button>
      </Flex>
    </div>
  );
}
