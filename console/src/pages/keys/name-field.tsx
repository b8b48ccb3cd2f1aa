import { Form, Input } from 'antd';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { keysTexts } from './texts.ts';

/** What a key is for. */
export function NameField() {
  const t = useTexts(keysTexts);
  const shared = useTexts(sharedTexts);
  return (
    <Form.Item
      name="name"
      label={t('name')}
      extra={t('nameHint')}
      rules={[{ required: true, whitespace: true, message: shared('form.required') }]}
    >
      <Input autoComplete="off" maxLength={100} />
    </Form.Item>
  );
}
