import { type Database, openDatabase } from '../database.ts';
import { migrate, withoutAuditLog } from '../migrate.ts';
import { newestPostgresNumbers, readPostgresRows, seeOneMoment } from './postgres-rows.ts';
import { openSqliteFilling } from './sqlite-rows.ts';

const batchRows = 1_000;

/** Copies a PostgreSQL database, while others read and write it, into a new SQLite file of the same schema, as it is at one moment. */
export async function copyPostgres(db: Database, file: string, schemaVersion: number): Promise<void> {
  const target = openDatabase(file);
  try {
    await migrate(target, Date.now(), { ...withoutAuditLog, through: schemaVersion });
  } finally {
    await target.destroy();
  }
  const filling = openSqliteFilling(file);
  try {
    // Not to be begun anew by `transact`, which is for transactions that write.
    await db.transaction().execute(async (tx) => {
      await seeOneMoment(tx);
      for (const table of filling.tables) {
        for await (const rows of readPostgresRows(tx, table, { size: batchRows })) filling.insert(table, rows);
      }
      filling.raiseNumbers(await newestPostgresNumbers(tx, filling.tables));
    });
  } finally {
    filling.close();
  }
}
