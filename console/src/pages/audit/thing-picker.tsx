import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { sayAccount } from '../../components/account-picker.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { auditTexts } from './texts.ts';
import { findThings, type KindOfThing, readThing, rightFor } from './things-found.ts';

interface ThingPickerProps {
  /** As the log names it (`account:3`); empty for any. */
  value: string;
  onChange: (thing: string) => void;
  /** What is looked for, in this order. */
  kinds: readonly KindOfThing[];
  /** Names of their own that the log has (`cli`). */
  words?: ReadonlyArray<keyof typeof auditTexts.zh.who>;
  label: string;
  width: number | string;
}

const quietMs = 250;

/** Chooses who did something, or what it was done to: by what people call it, or as the log names it. */
export function ThingPicker({ value, onChange, kinds, words = [], label, width }: ThingPickerProps) {
  const t = useTexts(auditTexts);
  const shared = useTexts(sharedTexts);
  const [typed, setTyped] = useState('');
  const { data: found = [], isFetching } = useFound(typed, kinds);
  // Chosen from a search, a thing keeps its name after the next one.
  const seen = useRef(new Map<string, string>());
  // Accounts are what is looked for most: they alone go without saying what they are.
  for (const { kind, value: thing, label: name } of found)
    seen.current.set(thing, kind === 'account' ? name : `${name} · ${t(`kinds.${kind}`)}`);
  const named = useChosenAccount(seen.current.has(value) ? '' : value);
  if (named) seen.current.set(value, named);
  for (const word of words) seen.current.set(word, t(`who.${word}`));

  const literal = readThing(typed);
  const matching = words.filter((word) => t(`who.${word}`).toLowerCase().includes(typed.toLowerCase()));
  const things = [...matching, ...found.map((each) => each.value)];
  // What was typed in full is meant before what only begins so; a bare number may begin a phone's.
  if (literal) things[/^\d+$/.test(typed) && !things.includes(literal) ? 'push' : 'unshift'](literal);
  if (value) things.push(value);
  return (
    <Select<string | null>
      allowClear
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
      showSearch={{ filterOption: false, onSearch: (text) => setTyped(text.trim()) }}
      loading={isFetching}
      notFoundContent={isFetching ? shared('loading') : t(typed ? 'filters.notFound' : 'filters.thingHint')}
      placeholder={label}
      aria-label={label}
      popupMatchSelectWidth={320}
      style={{ width }}
      options={[...new Set(things)].map((thing) => ({ value: thing, label: seen.current.get(thing) ?? thing }))}
    />
  );
}

/** What is found by the typed text, once nobody types on; nothing of an earlier text. */
function useFound(typed: string, kinds: readonly KindOfThing[]) {
  const may = useRights();
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setText(typed), quietMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const allowed = kinds.filter((kind) => may(rightFor[kind]));
  const { data, isFetching } = useQuery({
    queryKey: ['audit', 'things', allowed, text],
    queryFn: ({ signal }) => findThings(allowed, text, signal),
    enabled: text !== '',
  });
  const isCurrent = text === typed;
  return { data: isCurrent ? data : undefined, isFetching: typed !== '' && (isFetching || !isCurrent) };
}

/** What an account that the address names is called. */
function useChosenAccount(thing: string): string | undefined {
  const may = useRights();
  const [, id] = /^account:(\d+)$/.exec(thing) ?? [];
  const { data } = useQuery({
    queryKey: ['accounts', 'one', Number(id)],
    queryFn: ({ signal }) => api.get<AccountView>(`/accounts/${id}`, { signal }),
    enabled: id !== undefined && may('accounts:read'),
    retry: false,
  });
  return data && sayAccount(data);
}
