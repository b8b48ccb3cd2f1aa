import { MoreOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Space } from 'antd';
import { useState } from 'react';
import type {
  NewWebhookView,
  WebhookDeliveryRecord,
  WebhookView,
} from '../../../../src/management/webhooks/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { EditEndpoint } from './endpoint-form.tsx';
import { type Requeued, ResumeForm, sinceEver } from './resume-form.tsx';
import { RotationForm } from './rotation-form.tsx';
import { webhooksTexts } from './texts.ts';
import { nameOf, useFailureWords } from './use-webhooks.ts';

interface EndpointActionsProps {
  endpoint: WebhookView;
  onLog: () => void;
  onRotated: (made: NewWebhookView) => void;
}

const touched = ['webhooks', 'webhook-deliveries', 'dashboard'] as const;

/** What can be done with an endpoint; whoever may only look is led to its log. */
export function EndpointActions({ endpoint, onLog, onRotated }: EndpointActionsProps) {
  const t = useTexts(webhooksTexts);
  const may = useRights();
  const [opened, setOpened] = useState<string>();
  const pause = useChange(() => api.post(`/webhooks/${endpoint.id}/pause`, undefined, { version: endpoint.version }), {
    invalidates: touched,
    done: t('paused'),
  });
  const close = () => setOpened(undefined);
  const isPaused = endpoint.state === 'paused';
  if (!may('webhooks:write')) return <LogButton onLog={onLog} />;
  const items = [
    { key: 'log', label: t('log') },
    { key: 'edit', label: t('edit') },
    { key: 'rotate', label: t('rotate') },
    isPaused ? { key: 'resume', label: t('resume') } : { key: 'pause', label: t('pause') },
    ...(isPaused ? [] : [{ key: 'redeliver', label: t('redeliverAll.button') }]),
    { key: 'remove', label: t('remove'), danger: true },
  ];
  const choose = (key: string) => {
    if (key === 'log') onLog();
    else if (key === 'pause') pause.mutate(undefined);
    else setOpened(key);
  };
  return (
    <>
      <Space size={8}>
        {isPaused ? (
          <Button size="small" onClick={() => setOpened('resume')}>
            {t('resume')}
          </Button>
        ) : null}
        <TestButton endpoint={endpoint} />
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => choose(key) }}>
          <Button
            size="small"
            icon={<MoreOutlined />}
            loading={pause.isPending}
            aria-label={t('actionsOf', { name: nameOf(endpoint) })}
          />
        </Dropdown>
      </Space>
      {opened === 'edit' && <EditEndpoint endpoint={endpoint} onClose={close} />}
      {opened === 'rotate' && <RotationForm endpoint={endpoint} onMade={onRotated} onClose={close} />}
      {opened === 'resume' && <ResumeForm endpoint={endpoint} onClose={close} />}
      {opened === 'redeliver' && <RedeliverAll endpoint={endpoint} onClose={close} />}
      {opened === 'remove' && <Removal endpoint={endpoint} onClose={close} />}
    </>
  );
}

function LogButton({ onLog }: { onLog: () => void }) {
  const t = useTexts(webhooksTexts);
  return (
    <Button size="small" onClick={onLog}>
      {t('log')}
    </Button>
  );
}

/** Sends one message that says nothing, and tells what came of it. */
function TestButton({ endpoint }: { endpoint: WebhookView }) {
  const t = useTexts(webhooksTexts);
  const { message } = App.useApp();
  const why = useFailureWords();
  const test = useChange(() => api.post<WebhookDeliveryRecord>(`/webhooks/${endpoint.id}/test`), {
    invalidates: touched,
    onDone({ state, tries: [last] }) {
      if (state === 'delivered') message.success(t('tested', { status: last?.status ?? 200 }));
      else message.error(t('testFailed', { why: last ? why(last) : t('failure.unreachable') }));
    },
  });
  return (
    <Button size="small" loading={test.isPending} onClick={() => test.mutate(undefined)}>
      {t('test')}
    </Button>
  );
}

interface OpenedProps {
  endpoint: WebhookView;
  onClose: () => void;
}

function RedeliverAll({ endpoint, onClose }: OpenedProps) {
  const t = useTexts(webhooksTexts);
  const { message } = App.useApp();
  const redeliver = useChange(() => api.post<Requeued>(`/webhooks/${endpoint.id}/redeliver`, { since: sinceEver }), {
    invalidates: touched,
    onDone: ({ count, more }) =>
      void message.success(more ? t('redeliverAll.more', { count }) : t('redeliverAll.done', { count })),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('redeliverAll.title', { name: nameOf(endpoint) })}
      consequences={[t('redeliverAll.order'), t('redeliverAll.same')]}
      action={t('redeliverAll.action')}
      onConfirm={() => redeliver.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}

function Removal({ endpoint, onClose }: OpenedProps) {
  const t = useTexts(webhooksTexts);
  const { id, version } = endpoint;
  const remove = useChange(() => api.delete(`/webhooks/${id}`, { version }), {
    invalidates: touched,
    done: t('removal.done'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('removal.title', { name: nameOf(endpoint) })}
      consequences={[t('removal.stops'), t('removal.log'), t('removal.secret')]}
      action={t('removal.action')}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
