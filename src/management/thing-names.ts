import type { Core } from '../core/core.ts';

/** What accounts and API keys are called, by `account:<id>` and `api-key:<id>`; what has no name is absent. */
export async function nameThings(core: Core, things: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const named = await Promise.all([
    nameKind(things, 'account', core.accounts.findNames),
    nameKind(things, 'api-key', core.apiKeys.findNames),
  ]);
  return new Map(named.flat());
}

async function nameKind(
  things: readonly string[],
  kind: string,
  findNames: (ids: readonly number[]) => Promise<ReadonlyMap<number, string>>,
): Promise<Array<[thing: string, name: string]>> {
  const prefix = `${kind}:`;
  const ids = new Set(
    things.filter((thing) => thing.startsWith(prefix)).map((thing) => Number(thing.slice(prefix.length))),
  );
  if (ids.size === 0) return [];
  return [...(await findNames([...ids]))].map(([id, name]) => [`${prefix}${id}`, name]);
}
