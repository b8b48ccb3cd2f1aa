import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { AccountPageView, AccountView } from '../../../src/management/accounts/schemas.ts';
import { api } from '../api/client.ts';
import { loadFilled } from '../api/cursor-list.ts';

interface Named {
  id: number;
  name: string | null;
}

interface PickerProps {
  /** For screen readers, and in the empty field. */
  label: string;
  id?: string;
}

interface AccountPickerProps extends PickerProps {
  value?: number | undefined;
  onChange?: (id: number | undefined) => void;
}

interface AccountsPickerProps extends PickerProps {
  value?: number[];
  onChange?: (ids: number[]) => void;
  /** Names of accounts that are chosen already. */
  known?: readonly Named[];
  maxCount?: number;
}

/** Chooses one account by a part of its name, phone, e-mail or handle, or by its id. */
export function AccountPicker({ value, onChange, label, id }: AccountPickerProps) {
  const { options, ...searching } = useChoices(value === undefined ? [] : [value], []);
  return (
    <Select<number>
      id={id}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(chosen) => onChange?.(chosen)}
      options={options}
      {...searching}
      allowClear
    />
  );
}

/** Chooses several. */
export function AccountsPicker({ value = [], onChange, label, id, known = [], maxCount }: AccountsPickerProps) {
  const { options, ...searching } = useChoices(value, known);
  return (
    <Select<number[]>
      id={id}
      mode="multiple"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(chosen) => onChange?.(chosen)}
      options={options}
      {...searching}
      maxCount={maxCount}
    />
  );
}

const quietMs = 250;
const choicesShown = 20;

/** What the search found, and the names of what is chosen. */
function useChoices(chosenIds: readonly number[], known: readonly Named[]) {
  const [text, setText] = useState('');
  const [isOpened, setOpened] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onSearch = (typed: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setText(typed.trim()), quietMs);
  };
  const { data, isFetching } = useQuery({
    queryKey: ['accounts', 'choices', text],
    queryFn: ({ signal }) =>
      loadFilled(
        (cursor) => api.get<AccountPageView>('/accounts', { query: { q: text, limit: choicesShown, cursor }, signal }),
        undefined,
      ),
    placeholderData: keepPreviousData,
    enabled: isOpened,
  });
  const found = data?.items ?? [];
  // Chosen from a search, an account keeps its name after the next one.
  const seen = useRef(new Map<number, string>());
  for (const { id, name } of known) if (name !== null) seen.current.set(id, name);
  for (const account of found) seen.current.set(account.id, sayAccount(account));
  const nameless = chosenIds.filter((id) => !seen.current.has(id)).slice(0, choicesShown);
  useQueries({
    queries: nameless.map((id) => ({
      queryKey: ['accounts', 'one', id],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const account = await api.get<AccountView>(`/accounts/${id}`, { signal });
        seen.current.set(id, sayAccount(account));
        return account;
      },
      retry: false,
    })),
  });
  const ids = [...new Set([...found.map(({ id }) => id), ...chosenIds])];
  return {
    options: ids.map((value) => ({ value, label: seen.current.get(value) ?? `#${value}` })),
    showSearch: { filterOption: false, onSearch } as const,
    onOpenChange: (isOpen: boolean) => setOpened((before) => before || isOpen),
    loading: isFetching,
  };
}

/** An account in one line, by more than its name: two people may have the same. */
export function sayAccount({ name, handle, phone, email }: AccountView): string {
  const other = [phone, email, handle].find((each) => each && each !== name);
  return other ? `${name} · ${other}` : name;
}
