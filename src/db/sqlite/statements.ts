import type { Database, Statement } from 'better-sqlite3';
import type { CompiledQuery, QueryResult } from 'kysely';

const maxCachedStatements = 500;

/** Runs one compiled query on one SQLite connection. */
export type RunStatement = <R>(query: CompiledQuery) => QueryResult<R>;

/** Prepares each SQL text once and keeps the 500 most recently used statements. */
export function createStatementCache(database: Database): RunStatement {
  const statements = new Map<string, Statement>();

  function prepared(sql: string): Statement {
    const known = statements.get(sql);
    if (known) {
      statements.delete(sql);
      statements.set(sql, known);
      return known;
    }
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    if (statements.size > maxCachedStatements) statements.delete(statements.keys().next().value as string);
    return statement;
  }

  return <R>(query: CompiledQuery): QueryResult<R> => {
    const statement = prepared(query.sql);
    if (statement.reader) return { rows: statement.all(query.parameters as unknown[]) as R[] };
    const { changes, lastInsertRowid } = statement.run(query.parameters as unknown[]);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  };
}
