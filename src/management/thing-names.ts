import { findName } from '../core/accounts/account-name.ts';
import type { Core } from '../core/core.ts';

/** What accounts and API keys are called, by `account:<id>` and `api-key:<id>`; what has no name is absent. */
export async function nameThings(core: Core, things: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const keys = new Map((await core.apiKeys.list()).map((key) => [`api-key:${key.id}`, key.name]));
  for (const thing of things) {
    const [, accountId] = /^account:(\d+)$/.exec(thing) ?? [];
    const account = accountId === undefined ? undefined : await core.accounts.find(Number(accountId));
    const name = account ? findName(account) : keys.get(thing);
    if (name) names.set(thing, name);
  }
  return names;
}
