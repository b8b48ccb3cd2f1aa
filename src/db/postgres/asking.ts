import { type CompiledQuery, type QueryResult, SelectQueryNode } from 'kysely';
import type { QueryResult as Answer } from 'pg';
import { isConnectionLost, isOutdatedPlan, isUndone, mostTries } from './failures.ts';
import type { Lease, PostgresPool } from './pool.ts';
import { createStatementNames } from './statement-names.ts';

export type { QueryResult as Answer } from 'pg';

const writing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Ways to ask one pool; each throws what PostgreSQL or the network said. */
export function createAsking(pool: PostgresPool) {
  const names = createStatementNames();

  async function ask(lease: Lease, { sql, parameters }: CompiledQuery): Promise<Answer> {
    const name = parameters.length > 0 ? names.nameOf(sql) : undefined;
    try {
      const values = parameters as unknown[];
      return await lease.client.query({ text: sql, values, ...(name !== undefined && { name }) });
    } catch (error) {
      if (name !== undefined && isOutdatedPlan(error)) names.renew(sql, name);
      throw error;
    }
  }

  /**
   * Asks on a connection of its own. Where that turns out to be lost, once more if that does no harm, on one opened since,
   * because what ended one session may have ended all. Where PostgreSQL undid the statement for what others did at the same
   * time, once more as well, and again.
   */
  async function leaseFor(query: CompiledQuery, isRepeatable: boolean): Promise<{ lease: Lease; answer: Answer }> {
    let openedSince = 0;
    for (let left = mostTries - 1; ; left -= 1) {
      const lease = await pool.lease(openedSince);
      try {
        return { lease, answer: await ask(lease, query) };
      } catch (error) {
        const isLost = isConnectionLost(error);
        lease.release(isLost);
        const isHarmless = isLost ? isRepeatable && openedSince === 0 : isUndone(error);
        if (left === 0 || !isHarmless) throw error;
        if (isLost) openedSince = performance.now();
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
