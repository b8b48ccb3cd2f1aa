import { Alert, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { SecretField } from './secret-field.tsx';

interface SecretOnceProps {
  title: string;
  /** What is shown; nothing is shown without. */
  secrets: ReadonlyArray<{ label: string; secret: string }> | undefined;
  /** What to do with them now. */
  children?: ReactNode;
  onClose: () => void;
}

/** Shows what was just made and is never shown again. It closes by its button alone, not by a slip. */
export function SecretOnce({ title, secrets, children, onClose }: SecretOnceProps) {
  const t = useTexts(sharedTexts);
  return (
    <Modal
      open={secrets !== undefined}
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('secret.kept')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('secret.once')} style={{ marginBottom: 16 }} />
      {secrets?.map(({ label, secret }) => (
        <SecretField key={label} label={label} secret={secret} />
      ))}
      {children}
    </Modal>
  );
}
