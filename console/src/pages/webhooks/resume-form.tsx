import { App, Form, Radio } from 'antd';
import { useRef, useState } from 'react';
import type { WebhookView } from '../../../../src/management/webhooks/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useTexts } from '../../i18n/texts.ts';
import { webhooksTexts } from './texts.ts';

interface Values {
  from: 'nothing' | 'sincePause' | 'all';
}

/** What came of putting back in the queue what did not arrive. */
export interface Requeued {
  count: number;
  more: boolean;
}

/** Since when everything that did not arrive can still be sent. */
export const sinceEver = '2000-01-01T00:00:00Z';

const nothing: Requeued = { count: 0, more: false };

/** Sends to an endpoint again, and with it what did not arrive before. */
export function ResumeForm({ endpoint: newest, onClose }: { endpoint: WebhookView; onClose: () => void }) {
  const t = useTexts(webhooksTexts);
  const { message } = App.useApp();
  const [{ id, version }, loadNewest] = useBase(newest);
  // The pause that the form was opened for: the newest state may know of none any more.
  const [pausedAt] = useState(newest.pausedAt);
  const isResumed = useRef(false);
  const follow = { invalidates: ['webhooks', 'webhook-deliveries', 'dashboard'], silent: true };
  const resume = useChange(() => api.post(`/webhooks/${id}/resume`, undefined, { version }), follow);
  const redeliver = useChange((since: string) => api.post<Requeued>(`/webhooks/${id}/redeliver`, { since }), follow);

  const submit = async ({ from }: Values): Promise<void> => {
    // Where what follows failed, the next try goes on from there.
    if (!isResumed.current) await resume.mutateAsync(undefined);
    isResumed.current = true;
    const since = from === 'sincePause' ? (pausedAt ?? sinceEver) : sinceEver;
    const { count, more } = from === 'nothing' ? nothing : await redeliver.mutateAsync(since);
    if (more) message.success(t('resuming.doneMore', { count }));
    else message.success(count === 0 ? t('resuming.done') : t('resuming.doneWith', { count }));
  };
  return (
    <FormDrawer<Values>
      open
      title={t('resuming.title')}
      submitText={t('resuming.submit')}
      initialValues={{ from: 'all' }}
      onSubmit={submit}
      onReload={loadNewest}
      onClose={onClose}
    >
      <p style={{ marginTop: 0 }}>{t('resuming.about')}</p>
      <Form.Item name="from" label={t('resuming.redeliver')}>
        <Radio.Group
          vertical
          options={(['all', 'sincePause', 'nothing'] as const).map((value) => ({
            value,
            label: t(`resuming.${value}`),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
