import { App, Button, Flex } from 'antd';
import { useRef } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { settingsTexts } from './texts.ts';

interface LogoControlProps {
  id: string;
  /** A data URL. */
  value: string | null;
  disabled: boolean;
  maxBytes: number;
  onChange: (value: string | null) => void;
}

/** A small PNG from the reader's own disk, seen before it is saved. */
export function LogoControl({ id, value, disabled, maxBytes, onChange }: LogoControlProps) {
  const t = useTexts(settingsTexts);
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.type !== 'image/png') return void message.warning(t('logo.notPng'));
    if (file.size > maxBytes) return void message.warning(t('logo.tooLarge', { kib: maxBytes / 1024 }));
    onChange(await readDataUrl(file));
  };
  return (
    <Flex gap={12} align="center" wrap>
      {value && <img src={value} alt="" style={{ width: 40, height: 40, objectFit: 'contain' }} />}
      <input
        ref={input}
        type="file"
        accept="image/png"
        hidden
        onChange={({ target }) => {
          take(target.files?.[0]);
          // So that the same file can be chosen again.
          target.value = '';
        }}
      />
      <Button id={id} disabled={disabled} onClick={() => input.current?.click()}>
        {t('logo.choose')}
      </Button>
      {value && !disabled && (
        <Button type="text" onClick={() => onChange(null)}>
          {t('logo.remove')}
        </Button>
      )}
    </Flex>
  );
}

function readDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
