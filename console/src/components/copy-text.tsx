import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './copy-text.module.css';

interface CopyTextProps {
  text: string;
  /** What is shown instead of the text: its beginning, for a hash. */
  children?: ReactNode;
  /** In a fixed-width font; for ids, hashes, keys. */
  code?: boolean;
}

/** A text with a button that copies it. */
export function CopyText({ text, children, code = true }: CopyTextProps) {
  const t = useTexts(sharedTexts);
  const { message } = App.useApp();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyToClipboard(text))) {
      message.warning(t('copyFailed'));
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  const label = isCopied ? t('copied') : t('copy');
  return (
    <span className={styles.line}>
      <span className={code ? styles.code : undefined}>{children ?? text}</span>
      <Button
        type="text"
        size="small"
        icon={isCopied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={`${label}: ${text.slice(0, 40)}`}
        title={label}
        onClick={copy}
      />
    </span>
  );
}

/** Whether it worked. Over plain HTTP the browser has no clipboard for us, there the old way is tried. */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const worked = document.execCommand('copy');
  area.remove();
  return worked;
}
