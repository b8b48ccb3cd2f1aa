import type { CreateTableBuilder } from 'kysely';
import type { Db } from '../database.ts';

/** A table whose rows are numbered by the database; no number is given out twice. */
export function createNumberedTable<Name extends string>(db: Db, name: Name): CreateTableBuilder<Name, 'id'> {
  return db.schema.createTable(name).addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement());
}
