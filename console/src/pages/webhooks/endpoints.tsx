import { PlusOutlined, SendOutlined } from '@ant-design/icons';
import { Button, Flex, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import type { NewWebhookView, WebhookView } from '../../../../src/management/webhooks/schemas.ts';
import { useRights } from '../../api/session.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { EndpointActions } from './endpoint-actions.tsx';
import { allEvents } from './events-field.tsx';
import { webhooksTexts } from './texts.ts';
import { nameOf, useEndpoints, useEventWords } from './use-webhooks.ts';
import { VerifyGuide } from './verify-guide.tsx';
import styles from './webhooks.module.css';

const colours = { healthy: 'success', failing: 'warning', paused: 'error' } as const;

interface EndpointsProps {
  onCreate: () => void;
  /** Shows the log of one. */
  onLog: (id: number) => void;
}

/** The systems that are told, each with how it fares. */
export function Endpoints({ onCreate, onLog }: EndpointsProps) {
  const t = useTexts(webhooksTexts);
  const list = useEndpoints();
  const [rotated, setRotated] = useState<NewWebhookView>();
  const actions = (endpoint: WebhookView) => (
    <EndpointActions endpoint={endpoint} onLog={() => onLog(endpoint.id)} onRotated={setRotated} />
  );
  return (
    <>
      <ResponsiveTable<WebhookView>
        list={list}
        label={t('endpointsList')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'endpoint', title: t('columns.endpoint'), render: (_, endpoint) => <Name endpoint={endpoint} /> },
          {
            key: 'events',
            title: t('columns.events'),
            width: 130,
            render: (_, endpoint) => <Events endpoint={endpoint} />,
          },
          { key: 'state', title: t('columns.state'), width: 160, render: (_, endpoint) => <State {...{ endpoint }} /> },
          {
            key: 'created',
            title: t('columns.created'),
            width: 120,
            render: (_, { createdAt }) => <RelativeTime at={createdAt} />,
          },
          {
            key: 'actions',
            title: t('columns.actions'),
            width: 210,
            fixed: 'end',
            render: (_, endpoint) => actions(endpoint),
          },
        ]}
        card={(endpoint) => (
          <Flex vertical gap={8}>
            <Name endpoint={endpoint} />
            <Flex gap={8} wrap>
              <State endpoint={endpoint} />
              <Events endpoint={endpoint} />
            </Flex>
            {actions(endpoint)}
          </Flex>
        )}
        empty={
          <>
            <EmptyState
              title={t('empty.title')}
              hint={t('empty.hint')}
              icon={<SendOutlined />}
              action={<CreateButton onCreate={onCreate} />}
            />
            <VerifyGuide />
          </>
        }
      />
      <NewSecret title={t('made.rotated')} made={rotated} onClose={() => setRotated(undefined)} />
    </>
  );
}

/** For owners alone. */
export function CreateButton({ onCreate }: { onCreate: () => void }) {
  const t = useTexts(webhooksTexts);
  const may = useRights();
  if (!may('webhooks:write')) return null;
  return (
    <Button type="primary" icon={<PlusOutlined />} onClick={onCreate}>
      {t('create')}
    </Button>
  );
}

interface NewSecretProps {
  title: string;
  made: NewWebhookView | undefined;
  onClose: () => void;
}

/** A secret that was just made, with what it is for. */
export function NewSecret({ title, made, onClose }: NewSecretProps) {
  const t = useTexts(webhooksTexts);
  return (
    <SecretOnce title={title} secrets={made && [{ label: t('made.secret'), secret: made.secret }]} onClose={onClose}>
      <p>{t('made.next')}</p>
      <VerifyGuide />
    </SecretOnce>
  );
}

function Name({ endpoint }: { endpoint: WebhookView }) {
  const { description, url, origin } = endpoint;
  const address = url ?? `${origin}/…`;
  return (
    <span>
      {description !== '' && <span className={styles.name}>{description}</span>}
      <code className={styles.url} title={address}>
        {address}
      </code>
    </span>
  );
}

function Events({ endpoint: { events } }: { endpoint: WebhookView }) {
  const t = useTexts(webhooksTexts);
  const say = useEventWords();
  const words = events.length === allEvents.length ? t('allEvents') : t('someEvents', { count: events.length });
  return (
    <Tooltip title={events.map(say).join(' · ')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: which they are is to be had by keyboard too */}
      <span tabIndex={0}>{words}</span>
    </Tooltip>
  );
}

function State({ endpoint }: { endpoint: WebhookView }) {
  const t = useTexts(webhooksTexts);
  const { state, pauseReason, failures, formerSecretUntil } = endpoint;
  return (
    <Flex vertical gap={4} align="start">
      <Tag color={colours[state]} title={nameOf(endpoint)}>
        {t(`state.${state}`)}
      </Tag>
      {pauseReason !== null && <span className={styles.quiet}>{t(`why.${pauseReason}`)}</span>}
      {state === 'failing' && <span className={styles.quiet}>{t('failures', { count: failures })}</span>}
      {formerSecretUntil !== null && (
        <span className={styles.quiet}>
          {t('rotation.until')} <RelativeTime at={formerSecretUntil} />
        </span>
      )}
    </Flex>
  );
}
