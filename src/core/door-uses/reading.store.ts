import { sql } from 'kysely';
import { accountName } from '../../db/account-name.ts';
import type { Db } from '../../db/database.ts';
import type { ContractName } from '../../db/schema.ts';

/** From which days on figures count. */
interface Days {
  week: number;
  month: number;
}

/** How often something was called; at least over so many days, since the first of them is taken whole. */
export interface DoorFigures {
  callsLast7Days: number;
  callsLast30Days: number;
  /** Those of them that were answered with a failure. */
  failuresLast30Days: number;
  /** Null: not in the last 90 days. */
  lastSeenAt: number | null;
}

/** How often one version of a program called one endpoint. */
export interface DoorUse extends DoorFigures {
  contract: ContractName;
  endpoint: string;
  version: string;
  lastSeenAt: number;
}

/** In which order: the most called or the last seen first, or by name. */
export type DoorUseOrder = 'calls' | 'lastSeen' | 'name';

/** Which part of such a list; `after`: what that one has in the list's order. */
export interface DoorUsePage {
  order: DoorUseOrder;
  contract?: ContractName | undefined;
  version?: string | undefined;
  endpoint?: string | undefined;
  after?: (Pick<DoorUse, 'contract' | 'endpoint' | 'version'> & { by: number }) | undefined;
  limit: number;
  days: Days;
}

/** An account that came through a door. */
export interface DoorAccount {
  accountId: number;
  accountName: string;
  version: string;
  lastSeenAt: number;
}

/** Which part of such a list. */
export interface DoorAccountPage {
  contract: ContractName;
  version?: string | undefined;
  after?: Pick<DoorAccount, 'lastSeenAt' | 'accountId'> | undefined;
  limit: number;
}

const since = (day: number, column: 'calls' | 'failures') =>
  sql<number>`cast(sum(case when day_at >= ${day} then ${sql.ref(column)} else 0 end) as bigint)`;

const figures = ({ week, month }: Days) =>
  [
    since(week, 'calls').as('callsLast7Days'),
    since(month, 'calls').as('callsLast30Days'),
    since(month, 'failures').as('failuresLast30Days'),
    sql<number>`max(last_seen_at)`.as('lastSeenAt'),
  ] as const;

/** Of each contract that anything came through. */
export function sumUses(db: Db, days: Days): Promise<Array<DoorFigures & { contract: ContractName }>> {
  return db.selectFrom('door_uses').select('contract').select(figures(days)).groupBy('contract').execute();
}

/** Those that anybody called. */
export function listEndpoints(db: Db): Promise<Array<Pick<DoorUse, 'contract' | 'endpoint'>>> {
  return db.selectFrom('door_uses').select(['contract', 'endpoint']).distinct().execute();
}

/** One page of them, from one row more than `after` on. */
export function listUses(db: Db, { order, after, limit, days, ...asked }: DoorUsePage): Promise<DoorUse[]> {
  const uses = db
    .selectFrom('door_uses')
    .select(['contract', 'endpoint', 'version'])
    .select(figures(days))
    .$if(asked.contract !== undefined, (query) => query.where('contract', '=', asked.contract as ContractName))
    .$if(asked.version !== undefined, (query) => query.where('version', '=', asked.version as string))
    .$if(asked.endpoint !== undefined, (query) => query.where('endpoint', '=', asked.endpoint as string))
    .groupBy(['contract', 'endpoint', 'version'])
    .as('uses');
  const isByName = order === 'name';
  const figure = order === 'calls' ? 'callsLast30Days' : 'lastSeenAt';
  const columns = [...(isByName ? [] : [figure]), 'contract', 'endpoint', 'version'] as const;
  return db
    .selectFrom(uses)
    .selectAll()
    .$if(after !== undefined, (query) => {
      const last = after as NonNullable<typeof after>;
      const place = columns.map((column) => (column === figure ? last.by : last[column as 'contract']));
      const than = isByName ? sql`>` : sql`<`;
      const listed = columns.map((column) => sql.ref(column));
      return query.where(sql<boolean>`(${sql.join(listed)}) ${than} (${sql.join(place)})`);
    })
    .orderBy(sql.join(columns.map((column) => sql`${sql.ref(column)} ${isByName ? sql`asc` : sql`desc`}`)))
    .limit(limit)
    .execute();
}

/** How many accounts came since each day; of those that came last, `most`. */
export async function countAccounts(
  db: Db,
  contract: ContractName,
  { week, month, most }: Days & { most: number },
): Promise<Days> {
  const count = async (from: number): Promise<number> => {
    const { total } = await db
      .selectFrom((eb) =>
        eb
          .selectFrom('door_accounts')
          .select('account_id')
          .where('contract', '=', contract)
          .where('last_seen_at', '>=', from)
          .limit(most)
          .as('accounts'),
      )
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  };
  return { week: await count(week), month: await count(month) };
}

/** One page of them, the last that came first. */
export function listAccounts(db: Db, { contract, version, after, limit }: DoorAccountPage): Promise<DoorAccount[]> {
  return db
    .selectFrom('door_accounts')
    .innerJoin('accounts', 'accounts.id', 'door_accounts.account_id')
    .select([
      'door_accounts.account_id as accountId',
      accountName('accounts').$castTo<string>().as('accountName'),
      'door_accounts.version as version',
      'door_accounts.last_seen_at as lastSeenAt',
    ])
    .where('door_accounts.contract', '=', contract)
    .$if(version !== undefined, (query) => query.where('door_accounts.version', '=', version as string))
    .$if(after !== undefined, (query) => {
      const { lastSeenAt, accountId } = after as NonNullable<typeof after>;
      return query.where(
        sql<boolean>`(door_accounts.last_seen_at, door_accounts.account_id) < (${lastSeenAt}, ${accountId})`,
      );
    })
    .orderBy('door_accounts.last_seen_at', 'desc')
    .orderBy('door_accounts.account_id', 'desc')
    .limit(limit)
    .execute();
}
