import type { Database } from 'better-sqlite3';

/** Takes the triggers away from whoever fills whole tables; answers how to put them back. */
export function dropTriggers(database: Database): () => void {
  const triggers = database.prepare("select name, sql from main.sqlite_master where type = 'trigger'").all() as Array<{
    name: string;
    sql: string;
  }>;
  for (const { name } of triggers) database.exec(`drop trigger main."${name}"`);
  return () => {
    for (const { sql } of triggers) database.exec(sql);
  };
}
