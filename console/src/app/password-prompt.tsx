import { Form, Input, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { answerConfirmations } from '../api/confirmation.ts';
import { FirstFocus } from '../components/first-focus.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { appTexts } from './texts.ts';

/** Asks for the password again where a change needs that, and lets the change go on. */
export function PasswordPrompt() {
  const t = useTexts(appTexts);
  const shared = useTexts(sharedTexts);
  const [form] = Form.useForm<{ password: string }>();
  const settle = useRef<((confirmed: boolean) => void) | undefined>(undefined);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useEffect(
    () =>
      answerConfirmations(() => {
        setError(undefined);
        setOpen(true);
        return new Promise((resolve) => {
          settle.current = resolve;
        });
      }),
    [],
  );
  const end = (confirmed: boolean): void => {
    setOpen(false);
    settle.current?.(confirmed);
  };
  const confirm = async (values: { password: string }): Promise<void> => {
    // Enter sends it past the button, which takes no second press.
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await api.post('/session/confirmation', values);
      end(true);
    } catch (thrown) {
      setError(thrown);
      // Not reset: a new field would take its place, and the focus go with the old one.
      form.setFieldValue('password', '');
      form.focusField('password');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={isOpen}
      title={t('confirmation.title')}
      okText={t('confirmation.action')}
      cancelText={shared('cancel')}
      confirmLoading={isBusy}
      onOk={form.submit}
      onCancel={() => end(false)}
      destroyOnHidden
      zIndex={2000}
    >
      <p style={{ marginTop: 0 }}>{t('confirmation.why')}</p>
      <Form form={form} name="confirmation" layout="vertical" requiredMark={false} onFinish={confirm} preserve={false}>
        <FirstFocus />
        <Form.Item
          name="password"
          label={t('confirmation.password')}
          rules={[{ required: true, message: shared('form.required') }]}
        >
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
      </Form>
      <ProblemAlert error={error} />
    </Modal>
  );
}
