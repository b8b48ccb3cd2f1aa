import { Button, Descriptions, Drawer, Skeleton, Space, Tag } from 'antd';
import { useState } from 'react';
import type { PushDetail } from '../../../../src/management/pushes/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useRights, useServerZone } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import { Composer } from './composer.tsx';
import { ConfirmSending } from './confirm-sending.tsx';
import { AudienceWords, Delivery, StateTag } from './delivery.tsx';
import { usePush } from './push-queries.ts';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

const recipientsShown = 50;

/** Everything about one push; while it waits for its time, it can be changed, sent or cancelled here. */
export function PushDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useTexts(pushesTexts);
  const isNarrow = useIsNarrow();
  const mayWrite = useRights()('pushes:write');
  const { data: push, error, refetch } = usePush(id);
  return (
    <Drawer
      open
      title={t('detail.title', { id })}
      size={isNarrow ? '100%' : 520}
      onClose={onClose}
      footer={mayWrite && push?.state === 'scheduled' && <Actions push={push} />}
    >
      {push ? <Facts push={push} /> : error ? <ProblemAlert error={error} onRetry={refetch} /> : <Skeleton active />}
    </Drawer>
  );
}

function Facts({ push }: { push: PushDetail }) {
  const t = useTexts(pushesTexts);
  const zone = useServerZone();
  const { sender, sendAt, releasedAt, cancelledAt, createdAt, recipients, recipientCount } = push;
  const times = { sendAt, releasedAt, cancelledAt, createdAt };
  return (
    <>
      <div className={styles.detailHead}>
        <h2 className={styles.detailTitle}>{push.title}</h2>
        <StateTag state={push.state} />
      </div>
      <p className={styles.detailBody}>{push.body}</p>
      <Delivery push={push} />
      <Descriptions
        column={1}
        size="small"
        className={styles.facts}
        items={[
          { key: 'audience', label: t('detail.audience'), children: <AudienceWords recipientCount={recipientCount} /> },
          { key: 'sender', label: t('detail.sender'), children: sender.name ?? t('detail.gone') },
          ...Object.entries(times).flatMap(([name, at]) =>
            at === null
              ? []
              : [
                  {
                    key: name,
                    label: t(`detail.${name as keyof typeof times}`),
                    children: (
                      <span>
                        {printWall(at, zone)} · <RelativeTime at={at} />
                      </span>
                    ),
                  },
                ],
          ),
        ]}
      />
      {recipients.length > 0 && (
        <>
          <h3 className={styles.recipientsTitle}>{t('detail.recipients')}</h3>
          <div className={styles.recipients}>
            {recipients.slice(0, recipientsShown).map(({ id, name }) => (
              <Tag key={id}>{name ?? `#${id}`}</Tag>
            ))}
            {recipients.length > recipientsShown && t('detail.more', { count: recipients.length })}
          </div>
        </>
      )}
    </>
  );
}

function Actions({ push }: { push: PushDetail }) {
  const t = useTexts(pushesTexts);
  const [opened, setOpened] = useState<'edit' | 'send' | 'cancel'>();
  const close = () => setOpened(undefined);
  const options = { invalidates: ['pushes'], silent: true };
  const path = `/pushes/${push.id}`;
  const { version } = push;
  const sendNow = useChange(() => api.post(`${path}/send`, undefined, { version }), {
    ...options,
    done: t('sendNow.done'),
  });
  const cancel = useChange(() => api.post(`${path}/cancel`, undefined, { version }), {
    ...options,
    done: t('cancel.done'),
  });
  const to = push.recipientCount === null ? ('everyone' as const) : push.recipients.map(({ id }) => id);
  return (
    <Space wrap style={{ width: '100%', justifyContent: 'flex-end' }}>
      <Button danger onClick={() => setOpened('cancel')}>
        {t('detail.cancel')}
      </Button>
      <Button onClick={() => setOpened('send')}>{t('detail.sendNow')}</Button>
      <Button type="primary" onClick={() => setOpened('edit')}>
        {t('detail.edit')}
      </Button>
      {opened === 'edit' && <Composer push={push} onClose={close} />}
      {opened === 'send' && (
        <ConfirmSending
          draft={{ title: push.title, body: push.body, to }}
          title={t('sendNow.title', { title: push.title })}
          onConfirm={() => sendNow.mutateAsync(undefined)}
          onClose={close}
        />
      )}
      <ConfirmDanger
        open={opened === 'cancel'}
        title={t('cancel.title', { title: push.title })}
        consequences={[t('cancel.never'), t('cancel.unseen')]}
        action={t('cancel.action')}
        onConfirm={() => cancel.mutateAsync(undefined)}
        onClose={close}
      />
    </Space>
  );
}
