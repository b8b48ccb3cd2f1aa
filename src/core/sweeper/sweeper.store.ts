import { type RawBuilder, sql } from 'kysely';
import { contractNames, type OpaqueContract, opaqueContracts, sessionContracts } from '../../contracts/names.ts';
import type { Db } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import type { Schema } from '../../db/schema.ts';
import { keptDays } from '../door-uses/days.ts';
import { lockAfter } from '../passwords/guesses.ts';
import { prolongableByMs } from '../sessions/lifetimes.ts';

/**
 * One kind of row that is past its time. This store is the one that deletes expired rows of every table, whichever part
 * writes them: their owners only ever ask for live ones.
 */
export interface Sweep {
  table: keyof Schema;
  /** The primary key. */
  key: readonly string[];
  isPast(now: number): RawBuilder<unknown>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The contracts whose sessions end with their one token. */
const withoutRefresh = sessionContracts.filter(
  (contract) => !(opaqueContracts as readonly string[]).includes(contract),
);

const utcDay = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);
const expired = (now: number): RawBuilder<unknown> => sql`expires_at <= ${now}`;
/** A node whose clock is ahead, even by a wrong time zone, must not forget for the others what they still refuse by it. */
const longExpired = (now: number): RawBuilder<unknown> => expired(now - dayMs);
const liveRefreshToken = (now: number): RawBuilder<unknown> =>
  sql`exists (select 1 from refresh_tokens where session_id = sessions.id and expires_at > ${now})`;

/** A refresh token outlives its access token: sooner, the same kept rows would be asked about each time. */
function ofOpaqueSessions(contract: OpaqueContract): Sweep {
  const keptMs = prolongableByMs(contract) + 7 * dayMs;
  return {
    table: 'sessions',
    key: ['id'],
    isPast: (now) =>
      sql`contract = ${sql.lit(contract)} and expires_at <= ${now - keptMs} and not ${liveRefreshToken(now)}`,
  };
}

/** Everything that is swept, in order: refresh tokens before the sessions behind them. */
export const sweeps: readonly Sweep[] = [
  { table: 'codes', key: ['subject'], isPast: expired },
  { table: 'captchas', key: ['id_hash'], isPast: expired },
  { table: 'email_proofs', key: ['token_hash'], isPast: expired },
  { table: 'password_resets', key: ['token_hash'], isPast: expired },
  { table: 'replay_marks', key: ['key'], isPast: longExpired },
  { table: 'idempotency_keys', key: ['key_hash'], isPast: longExpired },
  { table: 'limit_hits', key: ['id'], isPast: longExpired },
  { table: 'refresh_tokens', key: ['hash'], isPast: expired },
  {
    table: 'sessions',
    key: ['id'],
    isPast: (now) => sql`contract in (${sql.join(withoutRefresh)}) and expires_at <= ${now - 7 * dayMs}`,
  },
  ...opaqueContracts.map(ofOpaqueSessions),
  { table: 'sessions', key: ['id'], isPast: (now) => sql`ended_at <= ${now - 30 * dayMs}` },
  {
    table: 'password_guesses',
    key: ['subject', 'device'],
    isPast: (now) => sql`updated_at <= ${now - dayMs} and not_before <= ${now} and failures < ${lockAfter}`,
  },
  {
    table: 'known_devices',
    key: ['account_id', 'device'],
    isPast: (now) => sql`last_seen_at <= ${now - 180 * dayMs}`,
  },
  { table: 'counters', key: ['hour_at', 'name', 'label'], isPast: (now) => sql`hour_at <= ${now - 400 * dayMs}` },
  {
    table: 'door_uses',
    key: ['contract', 'endpoint', 'version', 'day_at'],
    isPast: (now) => sql`day_at <= ${now - keptDays * dayMs}`,
  },
  {
    table: 'door_accounts',
    key: ['account_id', 'contract'],
    isPast: (now) => sql`contract in (${sql.join([...contractNames])}) and last_seen_at <= ${now - keptDays * dayMs}`,
  },
  // Breakers look back 24 hours at most, by whatever clock.
  { table: 'code_tallies', key: ['area', 'minute_at'], isPast: (now) => sql`minute_at <= ${now - 49 * hourMs}` },
  { table: 'sms_spend', key: ['day'], isPast: (now) => sql`day <= ${utcDay(now - 400 * dayMs)}` },
  { table: 'jobs', key: ['id'], isPast: (now) => sql`dead_at <= ${now - 30 * dayMs}` },
  // Their deliveries and the attempts go with them.
  { table: 'webhook_messages', key: ['id'], isPast: (now) => sql`created_at <= ${now - 30 * dayMs}` },
];

/** The statement that deletes at most `most` rows. */
export function deleteStatement(
  { table, key, isPast }: Sweep,
  { now, most, skipsLocked = false }: { now: number; most: number; skipsLocked?: boolean },
): RawBuilder<unknown> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  const others = skipsLocked ? sql`for update skip locked` : sql``;
  const past = sql`select ${columns} from ${sql.table(table)} where ${isPast(now)} limit ${most} ${others}`;
  return sql`delete from ${sql.table(table)} where (${columns}) in (${past})`;
}

/** Answers how many rows went. */
export async function deletePast(db: Db, sweep: Sweep, now: number, most: number): Promise<number> {
  // What another process sweeps at the same time is left to it.
  const result = await deleteStatement(sweep, { now, most, skipsLocked: isPostgres(db) }).execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
