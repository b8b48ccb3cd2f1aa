import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';

interface SearchInputProps {
  value: string;
  /**
   * Told a moment after the last key, so that not every letter is a request; at once on Enter and on clearing. Letters of a
   * character that is still being composed are not searched for.
   */
  onSearch: (text: string) => void;
  /** What can be searched by; is the label for screen readers too. */
  placeholder: string;
  width?: number | string;
}

const quietMs = 250;

/** Searches as you type. */
export function SearchInput({ value, onSearch, placeholder, width = 320 }: SearchInputProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (next: string, delayMs: number) => {
    clearTimeout(timer.current);
    setText(next);
    timer.current = setTimeout(() => onSearch(next.trim()), delayMs);
  };
  return (
    <Input
      type="search"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      style={{ width, maxWidth: '100%' }}
      onChange={({ target, nativeEvent }) => {
        if ((nativeEvent as InputEvent).isComposing) setText(target.value);
        else search(target.value, target.value === '' ? 0 : quietMs);
      }}
      onCompositionStart={() => clearTimeout(timer.current)}
      onCompositionEnd={({ currentTarget }) => search(currentTarget.value, quietMs)}
      onPressEnter={() => search(text, 0)}
    />
  );
}
