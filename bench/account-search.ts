// How fast operators find accounts. Against a data directory that is large already:
//   PORTICO_DATA_DIR=/tmp/large npm run -s portico -- generate --accounts 1000000
//   PORTICO_DATA_DIR=/tmp/large node_modules/.bin/node bench/account-search.ts
import type { AccountPageView, AccountView } from '../src/management/accounts/schemas.ts';
import { runPortico, servePortico } from '../test/support/process.ts';

const rounds = 40;
const dataDir = process.env.PORTICO_DATA_DIR;
if (dataDir === undefined) throw new Error('PORTICO_DATA_DIR says which directory to measure');

const endings: Array<() => Promise<void> | void> = [];
const server = await servePortico({ after: (ending) => void endings.push(ending) }, dataDir);
const environment = { PORTICO_DATA_DIR: dataDir };
const created = await runPortico(['api-key', 'create', '--name', 'bench', '--rights', 'accounts:read'], environment);
const key = created.stdout.trim();

type Query = Record<string, string>;

async function ask(query: Query): Promise<{ ms: number; page: AccountPageView }> {
  const url = `${server.url}/management/v1/accounts?${new URLSearchParams(query)}`;
  const startedAt = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  const page = (await response.json()) as AccountPageView;
  if (response.status !== 200) throw new Error(JSON.stringify(page));
  return { ms: performance.now() - startedAt, page };
}

/** Accounts from all over the directory: what people look for is there. */
async function sample(): Promise<AccountView[]> {
  const days = Array.from({ length: rounds }, (_, n) => new Date(Date.now() - (n * 18 + 2) * 86_400_000).toISOString());
  const pages = await Promise.all(days.map((createdTo) => ask({ createdTo, limit: '50' })));
  return pages.flatMap(({ page }) => page.items);
}

const accounts = await sample();
const some = <Value>(values: ReadonlyArray<Value | null>, n: number): Value => {
  const present = values.filter((value) => value !== null && value !== '') as Value[];
  return present[(n * 7919) % present.length] as Value;
};
const handle = (n: number): string =>
  some(
    accounts.map((account) => account.handle),
    n,
  );
const phone = (n: number): string =>
  some(
    accounts.map((account) => account.phone),
    n,
  );
const email = (n: number): string =>
  some(
    accounts.map((account) => account.email),
    n,
  );
const name = (n: number): string =>
  some(
    accounts.map((account) => account.realName || account.displayName),
    n,
  );
const filters: Query[] = [
  { status: 'waiting' },
  { status: 'rejected', origin: 'staff' },
  { role: 'admin' },
  { role: 'owner' },
  { origin: 'console', status: 'frozen' },
  { createdFrom: new Date(Date.now() - 7 * 86_400_000).toISOString() },
  { createdFrom: new Date(Date.now() - 90 * 86_400_000).toISOString(), origin: 'blog' },
];

const searches: Record<string, (n: number) => Query> = {
  'one letter': (n) => ({ q: 'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(n % 36) }),
  'one Chinese character': (n) => ({ q: name(n).charAt(0) }),
  'a handle, as it is typed': (n) => ({ q: handle(n).slice(0, 2 + (n % 8)) }),
  'a whole handle': (n) => ({ q: handle(n) }),
  'a whole name': (n) => ({ q: name(n) }),
  'a phone, as it is typed': (n) => ({ q: phone(n).slice(0, 4 + (n % 10)) }),
  'a phone with spaces': (n) => ({ q: phone(n).replace(/^(\+\d\d)(\d{3})(\d{4})/, '$1 $2-$3 ') }),
  'the last four digits': (n) => ({ q: phone(n).slice(-4) }),
  'an e-mail': (n) => ({ q: email(n) }),
  'a domain': (n) => ({ q: email(n).replace(/.*@/, '@') }),
  'two words': (n) => ({ q: `${name(n)} ${handle(n).slice(0, 3)}` }),
  'two common beginnings': (n) => ({ q: `${handle(n).slice(0, 2)} ${name(n + 3).charAt(0)}` }),
  'an id': (n) => ({ q: String((n * 25_013) % 1_000_000) }),
  nothing: (n) => ({ q: `nobody-${n}` }),
  'one letter and a filter': (n) => ({ q: 'lwzy1'.charAt(n % 5), ...filters[n % filters.length] }),
  'a name and a filter': (n) => ({ q: name(n), ...filters[n % filters.length] }),
};

const print = (label: string, times: readonly number[], extra = ''): void => {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1).padStart(8);
  console.log(`${label.padEnd(34)}${at(0.5)}${at(0.95)}${at(1)}  ${extra}`);
};
console.log(`${'ms'.padEnd(34)}${'p50'.padStart(8)}${'p95'.padStart(8)}${'max'.padStart(8)}`);

const all: number[] = [];
for (const [label, query] of Object.entries(searches)) {
  const times: number[] = [];
  for (let n = 0; n < rounds; n += 1) times.push((await ask(query(n))).ms);
  print(label, times);
  all.push(...times);
}
print('ALL SEARCHES', all);

for (const [label, query] of [
  ['the whole directory', {}],
  ['those that wait', { status: 'waiting' }],
  ['active users, oldest first', { status: 'active', role: 'user', order: 'oldest' }],
  ['a search', { q: 'wang' }],
] as const) {
  const { page } = await ask(query);
  const [first, last]: [number[], number[]] = [[], []];
  for (let n = 0; n < rounds; n += 1) {
    first.push((await ask({ ...query, cursor: page.first })).ms);
    last.push((await ask({ ...query, cursor: page.last })).ms);
  }
  print(`${label}: first page`, first);
  const mean = (times: readonly number[]): number => times.reduce((sum, ms) => sum + ms, 0) / times.length;
  print(`${label}: last page`, last, `${(mean(last) / mean(first)).toFixed(2)} times the first`);
}

await runPortico(['api-key', 'revoke', String((await newestKeyId()) ?? '')], environment);
for (const end of endings) await end();

async function newestKeyId(): Promise<string | undefined> {
  const { stdout } = await runPortico(['api-key', 'list'], environment);
  return stdout
    .split('\n')
    .find((line) => / bench /.test(line))
    ?.split(' ', 1)[0];
}
