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
  const newest = useRef(value);
  newest.current = value;
  /** What was searched for and has not come back as `value` yet. */
  const told = useRef<string[]>([]);
  useEffect(() => {
    const at = told.current.lastIndexOf(value);
    told.current = at < 0 ? [] : told.current.slice(at + 1);
    // What comes back is older than what stands here: more was typed meanwhile, or the space before the next word.
    if (at >= 0) return;
    clearTimeout(timer.current);
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (wanted: string) => {
    // What changes nothing does not come back.
    if (wanted !== (told.current.at(-1) ?? newest.current)) told.current.push(wanted);
    onSearch(wanted);
  };
  const search = (next: string, delayMs: number) => {
    clearTimeout(timer.current);
    setText(next);
    timer.current = setTimeout(() => tell(next.trim()), delayMs);
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
