import type { Db } from '../database.ts';

/** Where a link for a new password was mailed to. */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('password_resets').addColumn('email', 'text').execute();
}
