import { type CompiledQuery, type QueryResult, SelectQueryNode } from 'kysely';
import type { QueryResult as Answer } from 'pg';
import { isConnectionLost } from './failures.ts';
import type { Lease, PostgresPool } from './pool.ts';
import { createStatementNames } from './statement-names.ts';

export type { QueryResult as Answer } from 'pg';

const writing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Ways to ask one pool; each throws what PostgreSQL or the network said. */
export function createAsking(pool: PostgresPool) {
  const nameOf = createStatementNames();

  function ask(lease: Lease, { sql, parameters }: CompiledQuery): Promise<Answer> {
    const name = parameters.length > 0 ? nameOf(sql) : undefined;
    return lease.client.query({ text: sql, values: parameters as unknown[], ...(name !== undefined && { name }) });
  }

  /** Asks on a connection of its own; where that turns out to be lost, once more on another if that does no harm. */
  async function leaseFor(query: CompiledQuery, isRepeatable: boolean): Promise<{ lease: Lease; answer: Answer }> {
    for (let canRepeat = isRepeatable; ; canRepeat = false) {
      const lease = await pool.lease();
      try {
        return { lease, answer: await ask(lease, query) };
      } catch (error) {
        lease.release(isConnectionLost(error));
        if (!canRepeat || !isConnectionLost(error)) throw error;
      }
    }
  }

  /** One statement outside of a transaction. */
  async function askAlone(query: CompiledQuery): Promise<Answer> {
    const { lease, answer } = await leaseFor(query, SelectQueryNode.is(query.query));
    lease.release();
    return answer;
  }

  return { ask, leaseFor, askAlone };
}

/** As Kysely wants it. */
export function toResult<Row>({ command, rowCount, rows }: Answer): QueryResult<Row> {
  return { rows: rows as Row[], ...(writing.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }) };
}
