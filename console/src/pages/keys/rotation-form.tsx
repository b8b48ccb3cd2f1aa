import { Alert, Form, Radio } from 'antd';
import type { RotationView, SigningKeyView } from '../../../../src/management/keys/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { useServerZone } from '../../api/session.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printMoment } from '../../i18n/zoned-time.ts';
import { keysTexts } from './texts.ts';

interface Values {
  overlapHours: number;
}

interface RotationFormProps {
  signingKey: SigningKeyView;
  onMade: (made: RotationView) => void;
  onClose: () => void;
}

const overlaps = [0, 1, 24, 72, 168, 720];
const hourMs = 3_600_000;

/** Makes a successor of a key; says when the old one ends. */
export function RotationForm({ signingKey: newest, onMade, onClose }: RotationFormProps) {
  const [signingKey, loadNewest] = useBase(newest);
  const t = useTexts(keysTexts);
  const { keyFor } = useIdempotencyKeys();
  const { id, name, version } = signingKey;
  const rotate = useChange(
    (values: Values) => {
      const idempotencyKey = keyFor(values);
      return api.post<RotationView>(`/signing-keys/${id}/rotate`, values, { version, idempotencyKey });
    },
    { invalidates: ['signing-keys'], onDone: onMade, silent: true },
  );
  return (
    <FormDrawer<Values>
      open
      title={t('rotation.title', { name })}
      submitText={t('rotation.submit')}
      initialValues={{ overlapHours: 72 }}
      onSubmit={(values) => rotate.mutateAsync(values)}
      onReload={loadNewest}
      onClose={onClose}
    >
      <p style={{ marginTop: 0 }}>{t('rotation.about')}</p>
      <Form.Item name="overlapHours" label={t('rotation.overlap')}>
        <Radio.Group vertical options={overlaps.map((hours) => ({ value: hours, label: sayOverlap(t, hours) }))} />
      </Form.Item>
      <End />
    </FormDrawer>
  );
}

function sayOverlap(t: ReturnType<typeof useTexts<(typeof keysTexts)['zh']>>, hours: number): string {
  if (hours === 0) return t('rotation.now');
  return hours < 24 ? t('rotation.hours', { count: hours }) : t('rotation.days', { count: hours / 24 });
}

/** When the old key ends, as the choice is now. */
function End() {
  const t = useTexts(keysTexts);
  const zone = useServerZone();
  const hours: number = Form.useWatch('overlapHours') ?? 72;
  const time = printMoment(new Date(Date.now() + hours * hourMs).toISOString(), zone);
  return hours === 0 ? (
    <Alert type="warning" showIcon title={t('rotation.endsNow')} />
  ) : (
    <Alert type="info" showIcon title={t('rotation.endsAt', { time })} />
  );
}
