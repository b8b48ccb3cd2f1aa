import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { ReleaseView } from '../../../../src/management/releases/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api, apiUrl } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { followLink } from '../../components/menu-link.ts';
import { useBase } from '../../components/use-base.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { releasesTexts } from './texts.ts';
import { ReleaseWordFields } from './upload-drawer.tsx';

interface ReleaseProps {
  release: ReleaseView;
}

/** What can be done with a release. */
export function ReleaseActions({ release }: ReleaseProps) {
  const t = useTexts(releasesTexts);
  const shared = useTexts(sharedTexts);
  const may = useRights();
  const [opened, setOpened] = useState<string>();
  const close = () => setOpened(undefined);
  const items = [
    {
      key: 'download',
      onClick: followLink,
      label: (
        <a href={apiUrl(`/releases/${release.id}/file`)} download>
          {t('download')}
        </a>
      ),
    },
    ...(may('releases:write') ? [{ key: 'edit', label: shared('edit') }] : []),
    ...(may('releases:write') && release.withdrawnAt === null
      ? [{ key: 'withdraw', label: t('withdraw'), danger: true }]
      : []),
  ];
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => setOpened(key) }}>
        <Button size="small" icon={<MoreOutlined />} aria-label={t('actionsOf', { version: release.version })} />
      </Dropdown>
      {opened === 'edit' && <EditDrawer release={release} onClose={close} />}
      {opened === 'withdraw' && <Withdrawal release={release} onClose={close} />}
    </>
  );
}

interface OpenedProps extends ReleaseProps {
  onClose: () => void;
}

type Words = Pick<ReleaseView, 'channel' | 'rolloutPercent'> & { notes: string };

function EditDrawer({ release: newest, onClose }: OpenedProps) {
  const t = useTexts(releasesTexts);
  const [release, loadNewest] = useBase(newest);
  const { id, version, channel, rolloutPercent, notes, revision } = release;
  const change = useChange((words: Words) => api.patch(`/releases/${id}`, words, { version: revision }), {
    invalidates: ['releases'],
    done: t('form.changed'),
    silent: true,
  });
  return (
    <FormDrawer<Words>
      open
      title={t('form.edit', { version })}
      initialValues={{ channel, rolloutPercent, notes: notes ?? '' }}
      onSubmit={(words) => change.mutateAsync(words)}
      onReload={loadNewest}
      onClose={onClose}
    >
      <ReleaseWordFields />
    </FormDrawer>
  );
}

function Withdrawal({ release: { id, version, revision }, onClose }: OpenedProps) {
  const t = useTexts(releasesTexts);
  const withdraw = useChange(() => api.post(`/releases/${id}/withdraw`, undefined, { version: revision }), {
    invalidates: ['releases'],
    done: t('withdrawal.done', { version }),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('withdrawal.title', { version })}
      consequences={[
        t('withdrawal.offer'),
        t('withdrawal.download'),
        t('withdrawal.installed'),
        t('withdrawal.forGood'),
      ]}
      action={t('withdrawal.action')}
      onConfirm={() => withdraw.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
