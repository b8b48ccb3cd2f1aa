import { Form, Input } from 'antd';
import type { FormInstance } from 'antd/es/form';
import { useTexts } from '../../i18n/texts.ts';
import { DayField } from './day-field.tsx';
import { licencesTexts } from './texts.ts';

/** What licences are made with and what can be said anew, as the API names it. */
export interface TermsValues {
  effectAt?: string | null;
  expiresAt?: string | null;
  note?: string;
}

/** When licences count, and a note. */
export function TermsFields() {
  const t = useTexts(licencesTexts);
  const isAfterEffect = ({ getFieldValue }: FormInstance<TermsValues>) => ({
    validator: async (_rule: unknown, expiresAt: string | null) => {
      const effectAt = getFieldValue('effectAt');
      if (effectAt && expiresAt && expiresAt <= effectAt) throw new Error(t('form.afterEffect'));
    },
  });
  return (
    <>
      <Form.Item name="effectAt" label={t('form.effect')} extra={t('form.effectHint')}>
        <DayField at="start" label={t('form.effect')} />
      </Form.Item>
      <Form.Item
        name="expiresAt"
        label={t('form.expires')}
        extra={t('form.expiresHint')}
        dependencies={['effectAt']}
        rules={[isAfterEffect as never]}
      >
        <DayField at="end" label={t('form.expires')} />
      </Form.Item>
      <Form.Item name="note" label={t('form.note')} extra={t('form.noteHint')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
    </>
  );
}
