import { sql } from 'kysely';
import type { Db } from '../../src/db/database.ts';
import type { ChangeKind, Entry } from './ledger.ts';

/** Those that leave something that can be counted by a name; what is revoked is asked for at the doors. */
type CountedKind = Exclude<ChangeKind, 'heartbeat' | 'sign-out' | 'session end'>;

/** Answers which of the names are there, one as often as it is there. */
type FindNames = (db: Db, names: readonly string[]) => Promise<string[]>;

interface Counted {
  nameOf: (facts: Entry['facts']) => string;
  find: FindNames;
}

const accountOf = ({ account }: Entry['facts']): string => `account:${account}`;

/** How each kind is found in the database. */
export const countedKinds: Record<CountedKind, Counted> = {
  registration: {
    nameOf: ({ account }) => String(account),
    find: read(
      (names) => sql`select coalesce(email, phone) as name from accounts where coalesce(email, phone) in (${names})`,
    ),
  },
  'password change': {
    nameOf: accountOf,
    find: read(
      (names) =>
        sql`select target as name from audit_log where action = 'account.password-chosen' and target in (${names})`,
    ),
  },
  freeze: {
    nameOf: accountOf,
    find: read(
      (names) => sql`select target as name from audit_log where action = 'account.frozen' and target in (${names})`,
    ),
  },
  release: {
    nameOf: ({ version }) => String(version),
    find: read((names) => sql`select version as name from releases where version in (${names})`),
  },
  'vault entry': {
    nameOf: ({ pin }) => String(pin),
    find: read((names) => sql`select pin as name from vault_entries where pin in (${names})`),
  },
  feedback: {
    nameOf: ({ content }) => String(content),
    find: read((names) => sql`select content as name from feedback where content in (${names})`),
  },
};

const namesAtOnce = 400;

function read(query: (names: ReturnType<typeof sql.join>) => ReturnType<typeof sql>): FindNames {
  return async (db, names) => {
    const found: string[] = [];
    for (let from = 0; from < names.length; from += namesAtOnce) {
      const { rows } = await query(sql.join(names.slice(from, from + namesAtOnce))).execute(db);
      found.push(...(rows as Array<{ name: string }>).map(({ name }) => name));
    }
    return found;
  };
}

/** How many heartbeats were counted for each of these accounts. */
export async function readBeats(db: Db, accounts: readonly string[]): Promise<Map<string, number>> {
  const beats = new Map<string, number>();
  for (let from = 0; from < accounts.length; from += namesAtOnce) {
    const names = sql.join(accounts.slice(from, from + namesAtOnce));
    const { rows } = await sql<{ phone: string; beats: number }>`
      select phone, sum(beats) as beats from heartbeats inner join accounts on accounts.id = account_id
        where phone in (${names}) group by phone`.execute(db);
    for (const { phone, beats: counted } of rows) beats.set(phone, Number(counted));
  }
  return beats;
}
