import { Input, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { FirstFocus } from './first-focus.tsx';
import { ProblemAlert } from './problem-alert.tsx';

interface ConfirmDangerProps {
  open: boolean;
  title: string;
  /** What goes, what stays, who notices: one line each. */
  consequences: readonly ReactNode[];
  /** On the button: what is done, not "OK". */
  action: string;
  /** To be typed first, where a slip would be grave. */
  typed?: string;
  onConfirm: () => Promise<unknown>;
  /** Closes it: after it was done, too. */
  onClose: () => void;
}

/** Asks before something that cannot be taken back, and tells what it does. */
export function ConfirmDanger({ open, onClose, ...rest }: ConfirmDangerProps) {
  return open ? <OpenConfirm {...rest} onClose={onClose} /> : null;
}

function OpenConfirm({ title, consequences, action, typed, onConfirm, onClose }: Omit<ConfirmDangerProps, 'open'>) {
  const t = useTexts(sharedTexts);
  const typedId = useId();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isConfirmable = typed === undefined || text.trim() === typed;
  const confirm = async () => {
    if (!isConfirmable || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      okText={action}
      okButtonProps={{ danger: true, disabled: !isConfirmable }}
      confirmLoading={isBusy}
      cancelText={t('cancel')}
      onOk={confirm}
      onCancel={onClose}
    >
      {consequences.length > 0 && (
        <>
          <p style={{ marginBottom: 4 }}>{t('danger.consequences')}</p>
          <ul style={{ marginTop: 0, paddingInlineStart: 20 }}>
            {consequences.map((each, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their order
              <li key={index}>{each}</li>
            ))}
          </ul>
        </>
      )}
      {typed !== undefined && (
        <label htmlFor={typedId}>
          <FirstFocus />
          {t('danger.typeToConfirm', { name: typed })}
          <Input
            id={typedId}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={confirm}
            autoComplete="off"
            style={{ marginTop: 4 }}
          />
        </label>
      )}
      {error !== undefined && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={error} />
        </div>
      )}
    </Modal>
  );
}
