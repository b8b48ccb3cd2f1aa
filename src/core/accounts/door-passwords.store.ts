import type { Db, Tx } from '../../db/database.ts';
import type { SessionContract } from '../../db/schema.ts';

/** The verifier that holds at this door alone. */
export async function findDoorVerifier(db: Db, id: number, contract: SessionContract): Promise<string | undefined> {
  const found = await db
    .selectFrom('door_passwords')
    .select('verifier')
    .where('account_id', '=', id)
    .where('contract', '=', contract)
    .executeTakeFirst();
  return found?.verifier;
}

/** Does nothing where another verifier stands by now. */
export async function replaceDoorVerifier(
  tx: Tx,
  { accountId, contract }: { accountId: number; contract: SessionContract },
  { current, fresh }: { current: string; fresh: string },
): Promise<void> {
  await tx
    .updateTable('door_passwords')
    .set({ verifier: fresh })
    .where('account_id', '=', accountId)
    .where('contract', '=', contract)
    .where('verifier', '=', current)
    .execute();
}

/** A new password holds at every door. */
export async function deleteDoorVerifiers(tx: Tx, accountId: number): Promise<void> {
  await tx.deleteFrom('door_passwords').where('account_id', '=', accountId).execute();
}
