import type { Right } from '../../../../src/core/rights.ts';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import type { ApiKeyView } from '../../../../src/management/keys/schemas.ts';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import type { ReleaseView } from '../../../../src/management/releases/schemas.ts';
import type { VaultEntryView } from '../../../../src/management/vault/schemas.ts';
import { api, type Query } from '../../api/client.ts';
import { loadFilled, type Page } from '../../api/cursor-list.ts';
import { sayAccount } from '../../components/account-picker.tsx';

/** Kinds of things that are found by what people call them. */
export type KindOfThing = 'account' | 'api-key' | 'licence' | 'vault-entry' | 'release';

/** What one must be allowed to see to find them. */
export const rightFor: Record<KindOfThing, Right> = {
  account: 'accounts:read',
  'api-key': 'keys:read',
  licence: 'licences:read',
  'vault-entry': 'vault:read',
  release: 'releases:read',
};

/** One that was found. */
export interface FoundThing {
  kind: KindOfThing;
  /** As the log names it. */
  value: string;
  label: string;
}

const shownOfEach = 8;

/** The first few of each kind. */
export async function findThings(
  kinds: readonly KindOfThing[],
  text: string,
  signal: AbortSignal,
): Promise<FoundThing[]> {
  async function find<T>(path: string, query: Query): Promise<T[]> {
    const load = (cursor: string | undefined) => api.get<Page<T>>(path, { query: { ...query, cursor }, signal });
    return (await loadFilled(load, undefined)).items;
  }
  const finders: Record<KindOfThing, () => Promise<Array<{ id: number | string; label: string }>>> = {
    account: async () => {
      const found = await find<AccountView>('/accounts', { q: text.slice(0, 100), limit: shownOfEach });
      return found.map((account) => ({ id: account.id, label: sayAccount(account) }));
    },
    // There are few of them, so that they need no search of their own.
    'api-key': async () => {
      const keys = await find<ApiKeyView>('/api-keys', { limit: 200 });
      const found = keys.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
      return found.slice(0, shownOfEach).map(({ id, name }) => ({ id, label: name }));
    },
    licence: async () => {
      const found = await find<LicenceView>('/licences', { q: text.slice(0, 254), limit: shownOfEach });
      return found.map(({ id, number }) => ({ id, label: number }));
    },
    'vault-entry': async () => {
      const found = await find<VaultEntryView>('/vault', { q: text, limit: shownOfEach });
      return found.map(({ id, pin }) => ({ id, label: pin }));
    },
    release: async () => {
      const found = text.length > 64 ? [] : await find<ReleaseView>('/releases', { version: text });
      return found.map(({ version }) => ({ id: version, label: version }));
    },
  };
  const found = await Promise.all(
    kinds.map(async (kind) =>
      (await finders[kind]()).map(({ id, label }) => ({ kind, value: `${kind}:${id}`, label })),
    ),
  );
  return found.flat();
}

/** What was typed, where it names a thing as the log does: `api-key:2`, `cli`; `#3` and `3` are accounts. */
export function readThing(typed: string): string | undefined {
  const [, id] = /^#?(\d{1,15})$/.exec(typed) ?? [];
  if (id !== undefined) return `account:${id}`;
  return /^(?:[a-z]+(?:-[a-z]+)*:\S.*|cli|system|panel-token)$/.test(typed) ? typed : undefined;
}
