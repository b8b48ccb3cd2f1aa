import { Button, Flex, Form, InputNumber, Radio } from 'antd';
import dayjs from 'dayjs';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useServerZone } from '../../api/session.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { useWholeNumber } from '../../components/whole-number.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import { DayField } from './day-field.tsx';
import { licencesTexts } from './texts.ts';
import { type LicenceDialogProps, useLicenceAction } from './use-licence-change.ts';

interface ExtendValues {
  how: 'byDays' | 'byDate' | 'never';
  days?: number;
  expiresAt?: string | null;
}

type Extension = { days: number } | { expiresAt: string | null };

/** Moves the end of a licence. */
export function ExtendDrawer({ licence: newest, onClose }: LicenceDialogProps) {
  const t = useTexts(licencesTexts);
  const [licence, loadNewest] = useBase(newest);
  const extend = useLicenceAction<Extension>(licence, 'extend', t('form.extended'));
  const submit = ({ how, days = 0, expiresAt = null }: ExtendValues) =>
    extend.mutateAsync(how === 'byDays' ? { days } : { expiresAt: how === 'byDate' ? expiresAt : null });
  return (
    <FormDrawer<ExtendValues>
      open
      title={`${t('actions.extend')} · ${licence.number}`}
      submitText={t('actions.extend')}
      initialValues={{ how: 'byDays', days: 365 }}
      onSubmit={submit}
      onReload={loadNewest}
      onClose={onClose}
    >
      <Fields licence={licence} />
    </FormDrawer>
  );
}

const usualDays = [30, 90, 365];
const mostDays = 36_500;

function Fields({ licence }: { licence: LicenceView }) {
  const t = useTexts(licencesTexts);
  const shared = useTexts(sharedTexts);
  const form = Form.useFormInstance<ExtendValues>();
  const how = Form.useWatch('how', form);
  const isSensible = useWholeNumber(1, mostDays);
  const required = { required: true, message: shared('form.required') };
  return (
    <>
      <Form.Item name="how" label={t('form.extendBy')}>
        <Radio.Group
          optionType="button"
          options={(['byDays', 'byDate', 'never'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
        />
      </Form.Item>
      {how === 'byDays' && (
        <>
          <Form.Item
            name="days"
            label={t('form.days')}
            extra={<NewEnd licence={licence} />}
            rules={[required, isSensible]}
          >
            <InputNumber style={{ width: '100%' }} />
          </Form.Item>
          <Flex gap={8}>
            {usualDays.map((count) => (
              <Button key={count} size="small" onClick={() => form.setFieldValue('days', count)}>
                {t('form.quick', { count })}
              </Button>
            ))}
          </Flex>
        </>
      )}
      {how === 'byDate' && (
        <Form.Item name="expiresAt" label={t('form.expires')} rules={[required]}>
          <DayField at="end" label={t('form.expires')} />
        </Form.Item>
      )}
    </>
  );
}

/** As the server counts: from the end, or from now on where that is past. */
function NewEnd({ licence: { expiresAt } }: { licence: LicenceView }) {
  const t = useTexts(licencesTexts);
  const zone = useServerZone();
  const days = Form.useWatch<number | null>('days');
  const now = dayjs();
  const end = dayjs(expiresAt);
  const from = end.isAfter(now) ? end : now;
  if (!days) return null;
  const print = (at: dayjs.Dayjs) => printWall(at.toISOString(), zone);
  return t('form.daysHint', { from: print(from), to: print(from.add(days * 24, 'hour')) });
}
