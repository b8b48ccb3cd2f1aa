import { App, Form, Radio } from 'antd';
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

/** Sends to an endpoint again, and with it what did not arrive before. */
export function ResumeForm({ endpoint: newest, onClose }: { endpoint: WebhookView; onClose: () => void }) {
  const t = useTexts(webhooksTexts);
  const { message } = App.useApp();
  const [{ id, version, pausedAt }, loadNewest] = useBase(newest);
  const say = ({ count, more }: Requeued): string => {
    if (more) return t('resuming.doneMore', { count });
    return count === 0 ? t('resuming.done') : t('resuming.doneWith', { count });
  };
  const resume = useChange(
    async ({ from }: Values): Promise<Requeued> => {
      await api.post(`/webhooks/${id}/resume`, undefined, { version });
      if (from === 'nothing') return { count: 0, more: false };
      const since = from === 'sincePause' ? (pausedAt ?? sinceEver) : sinceEver;
      return api.post<Requeued>(`/webhooks/${id}/redeliver`, { since });
    },
    {
      invalidates: ['webhooks', 'webhook-deliveries', 'dashboard'],
      onDone: (requeued) => void message.success(say(requeued)),
      silent: true,
    },
  );
  return (
    <FormDrawer<Values>
      open
      title={t('resuming.title')}
      submitText={t('resuming.submit')}
      initialValues={{ from: 'all' }}
      onSubmit={(values) => resume.mutateAsync(values)}
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
