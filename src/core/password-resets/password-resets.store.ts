import type { ExpressionBuilder } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { Schema } from '../../db/schema.ts';
import type { Account } from '../accounts/accounts.ts';

/**
 * Keeps a link's token, hashed, with what the account is now, in place of all that the account had; one that is mailed,
 * which anybody may ask for, in place of mailed ones alone.
 */
export async function replaceReset(
  tx: Tx,
  account: Account,
  reset: { tokenHash: string; expiresAt: number; email: string | null },
): Promise<void> {
  await tx
    .deleteFrom('password_resets')
    .where('account_id', '=', account.id)
    .$if(reset.email !== null, (query) => query.where('email', 'is not', null))
    .execute();
  await tx
    .insertInto('password_resets')
    .values({
      token_hash: reset.tokenHash,
      account_id: account.id,
      role: account.role,
      password_changed_at: account.password_changed_at,
      email: reset.email,
      expires_at: reset.expiresAt,
    })
    .execute();
}

/** Whether a live link has this token. */
export async function existsReset(db: Db, tokenHashes: string[], now: number): Promise<boolean> {
  const row = await db
    .selectFrom('password_resets')
    .select('account_id')
    .where(isLive(tokenHashes, now))
    .executeTakeFirst();
  return row !== undefined;
}

/** Succeeds once for each token, and answers whose it is. */
export async function consumeReset(db: Db, tokenHashes: string[], now: number): Promise<number | undefined> {
  const row = await db
    .deleteFrom('password_resets')
    .where(isLive(tokenHashes, now))
    .returning('account_id')
    .executeTakeFirst();
  return row?.account_id;
}

/**
 * Who made it judged an account of that role: it opens none that was promoted since, none whose password is newer, and
 * from a mailbox that the account has left none either.
 */
function isLive(tokenHashes: string[], now: number) {
  return (eb: ExpressionBuilder<Schema, 'password_resets'>) =>
    eb.and([
      eb('token_hash', 'in', tokenHashes),
      eb('expires_at', '>', now),
      eb.exists(
        eb
          .selectFrom('accounts')
          .select('accounts.id')
          .whereRef('accounts.id', '=', 'password_resets.account_id')
          .whereRef('accounts.role', '=', 'password_resets.role')
          .whereRef('accounts.password_changed_at', 'is not distinct from', 'password_resets.password_changed_at')
          .where((account) =>
            account.or([
              account('password_resets.email', 'is', null),
              account('accounts.email', '=', account.ref('password_resets.email')),
            ]),
          )
          .where('accounts.status', 'in', ['active', 'waiting']),
      ),
    ]);
}
