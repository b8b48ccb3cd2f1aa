import { Form, Input } from 'antd';
import type { NewWebhookView, WebhookView } from '../../../../src/management/webhooks/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useTexts } from '../../i18n/texts.ts';
import { allEvents, type Event, EventsField } from './events-field.tsx';
import { webhooksTexts } from './texts.ts';

interface Values {
  url: string;
  description: string;
  events: Event[];
}

/** Makes an endpoint; its secret is told once. */
export function NewEndpoint({ onMade, onClose }: { onMade: (made: NewWebhookView) => void; onClose: () => void }) {
  const t = useTexts(webhooksTexts);
  const { keyFor } = useIdempotencyKeys();
  const create = useChange(
    (values: Values) => api.post<NewWebhookView>('/webhooks', values, { idempotencyKey: keyFor(values) }),
    { invalidates: ['webhooks'], onDone: onMade, silent: true },
  );
  const events = allEvents.filter((event) => event !== 'session.opened');
  return (
    <FormDrawer<Values>
      open
      title={t('form.create')}
      initialValues={{ url: '', description: '', events }}
      onSubmit={(values) => create.mutateAsync(values)}
      onClose={onClose}
    >
      <EndpointFields />
    </FormDrawer>
  );
}

/** Changes where an endpoint is, and of what it is told. */
export function EditEndpoint({ endpoint: newest, onClose }: { endpoint: WebhookView; onClose: () => void }) {
  const t = useTexts(webhooksTexts);
  const [endpoint, loadNewest] = useBase(newest);
  const { id, url, description, events, version } = endpoint;
  const change = useChange((values: Values) => api.patch(`/webhooks/${id}`, values, { version }), {
    invalidates: ['webhooks'],
    done: t('form.changed'),
    silent: true,
  });
  return (
    <FormDrawer<Values>
      open
      title={t('form.edit')}
      initialValues={{ url: url ?? '', description, events }}
      onSubmit={(values) => change.mutateAsync(values)}
      onReload={loadNewest}
      onClose={onClose}
    >
      <EndpointFields />
    </FormDrawer>
  );
}

function EndpointFields() {
  const t = useTexts(webhooksTexts);
  return (
    <>
      <Form.Item
        name="url"
        label={t('form.url')}
        extra={t('form.urlHint')}
        rules={[{ required: true, whitespace: true, message: t('form.urlShape') }]}
      >
        <Input maxLength={2000} inputMode="url" autoComplete="off" placeholder="https://example.com/webhooks" />
      </Form.Item>
      <Form.Item name="description" label={t('form.description')} extra={t('form.descriptionHint')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="events"
        label={t('form.events')}
        rules={[{ type: 'array', min: 1, message: t('form.chooseEvents') }]}
      >
        <EventsField />
      </Form.Item>
    </>
  );
}
