import { Button, Form, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import type { VaultEntryView, VaultKeysView } from '../../../../src/management/vault/schemas.ts';
import { api } from '../../api/client.ts';
import { FirstFocus } from '../../components/first-focus.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { SecretField } from '../../components/secret-field.tsx';
import { useCountdown } from '../../components/use-countdown.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { vaultTexts } from './texts.ts';

const shownSeconds = 30;

interface RevealDialogProps {
  entry: VaultEntryView;
  onClose: () => void;
}

/** Asks for the password, then shows the keys for half a minute. They are kept nowhere else. */
export function RevealDialog({ entry, onClose }: RevealDialogProps) {
  const t = useTexts(vaultTexts);
  const shared = useTexts(sharedTexts);
  const [keys, setKeys] = useState<VaultKeysView>();
  return (
    <Modal
      open
      title={t('revealDialog.title', { pin: entry.pin })}
      onCancel={onClose}
      // Without any of ours antd would show its own, which does nothing here.
      footer={keys ? <Button onClick={onClose}>{shared('close')}</Button> : null}
    >
      {keys ? <Keys keys={keys} onHide={onClose} /> : <PasswordForm entry={entry} onKeys={setKeys} />}
    </Modal>
  );
}

function PasswordForm({ entry, onKeys }: { entry: VaultEntryView; onKeys: (keys: VaultKeysView) => void }) {
  const t = useTexts(vaultTexts);
  const shared = useTexts(sharedTexts);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [form] = Form.useForm<{ password: string }>();
  const ask = async ({ password }: { password: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      onKeys(await api.post<VaultKeysView>(`/vault/${entry.id}/reveal`, { password }));
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
      // Not reset: a new field would take its place, and the focus go with the old one.
      form.setFieldValue('password', '');
      form.focusField('password');
    }
  };
  return (
    <Form form={form} layout="vertical" onFinish={ask} requiredMark={false}>
      <FirstFocus />
      <p style={{ marginTop: 0 }}>{t('revealDialog.why')}</p>
      <Form.Item
        name="password"
        label={t('revealDialog.password')}
        rules={[{ required: true, message: shared('form.required') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <ProblemAlert error={error} />
      <Button type="primary" htmlType="submit" loading={isBusy} block style={{ marginTop: 12 }}>
        {t('revealDialog.show')}
      </Button>
    </Form>
  );
}

function Keys({ keys, onHide }: { keys: VaultKeysView; onHide: () => void }) {
  const t = useTexts(vaultTexts);
  const { seconds, start } = useCountdown();
  const [isShown, setShown] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the keys appear
  useEffect(() => {
    start(shownSeconds);
    setShown(true);
  }, []);
  useEffect(() => {
    if (isShown && seconds === 0) onHide();
  }, [isShown, seconds, onHide]);
  return (
    <>
      {keys.ptKey !== null && <SecretField label="pt_key" secret={keys.ptKey} />}
      {keys.wsKey !== null && <SecretField label="wskey" secret={keys.wsKey} />}
      {keys.ptKey === null && keys.wsKey === null && <p>{t('noKeys')}</p>}
      <p style={{ marginBottom: 0 }}>{t('revealDialog.hides', { count: seconds })}</p>
    </>
  );
}
