import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button, Flex, Input } from 'antd';
import { useId, useState } from 'react';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { copyToClipboard } from './copy-text.tsx';

/** A secret that may be read now, whole, with a button that copies it. */
export function SecretField({ label, secret }: { label: string; secret: string }) {
  const t = useTexts(sharedTexts);
  const { message } = App.useApp();
  const id = useId();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const worked = await copyToClipboard(secret);
    setCopied(worked);
    if (!worked) message.warning(t('copyFailed'));
  };
  return (
    <div style={{ marginBottom: 12 }}>
      <Flex justify="space-between" align="center" gap={8} style={{ marginBottom: 4 }}>
        <label htmlFor={id}>{label}</label>
        <Button
          size="small"
          icon={isCopied ? <CheckOutlined /> : <CopyOutlined />}
          aria-label={`${t('copy')}: ${label}`}
          onClick={copy}
        >
          {isCopied ? t('copied') : t('copy')}
        </Button>
      </Flex>
      <Input.TextArea
        id={id}
        readOnly
        value={secret}
        autoSize={{ minRows: 1, maxRows: 5 }}
        spellCheck={false}
        style={{ fontFamily: 'var(--ant-font-family-code)' }}
        onFocus={({ target }) => target.select()}
      />
    </div>
  );
}
