import { Form, Radio } from 'antd';
import type { NewWebhookView, WebhookView } from '../../../../src/management/webhooks/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useTexts } from '../../i18n/texts.ts';
import { webhooksTexts } from './texts.ts';

interface Values {
  overlapHours: number;
}

interface RotationFormProps {
  endpoint: WebhookView;
  onMade: (made: NewWebhookView) => void;
  onClose: () => void;
}

const overlaps = [0, 1, 24, 72, 168];

/** Makes a new secret; says how long the old one signs beside it. */
export function RotationForm({ endpoint: newest, onMade, onClose }: RotationFormProps) {
  const [{ id, version }, loadNewest] = useBase(newest);
  const t = useTexts(webhooksTexts);
  const { keyFor } = useIdempotencyKeys();
  const rotate = useChange(
    (values: Values) =>
      api.post<NewWebhookView>(`/webhooks/${id}/rotate-secret`, values, { version, idempotencyKey: keyFor(values) }),
    { invalidates: ['webhooks'], onDone: onMade, silent: true },
  );
  const say = (hours: number): string => {
    if (hours === 0) return t('rotation.now');
    return hours < 24 ? t('rotation.hours', { count: hours }) : t('rotation.days', { count: hours / 24 });
  };
  return (
    <FormDrawer<Values>
      open
      title={t('rotation.title')}
      submitText={t('rotation.submit')}
      initialValues={{ overlapHours: 24 }}
      onSubmit={(values) => rotate.mutateAsync(values)}
      onReload={loadNewest}
      onClose={onClose}
    >
      <p style={{ marginTop: 0 }}>{t('rotation.about')}</p>
      <Form.Item name="overlapHours" label={t('rotation.overlap')}>
        <Radio.Group vertical options={overlaps.map((hours) => ({ value: hours, label: say(hours) }))} />
      </Form.Item>
    </FormDrawer>
  );
}
