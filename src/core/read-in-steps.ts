import { setImmediate as nextTurn } from 'node:timers/promises';

/** What one step found, and where the next begins; undefined at the end. */
export interface Step<Row, Position> {
  rows: Row[];
  next: Position | undefined;
}

/**
 * Up to `limit` rows, looked for step by step: those that are wanted may lie far apart among a million others, and while
 * a statement runs everybody else waits.
 */
export async function readInSteps<Row, Position>(
  limit: number,
  start: Position,
  read: (from: Position, limit: number) => Promise<Step<Row, Position>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Position | undefined = start;
  while (from !== undefined && rows.length < limit) {
    const step: Step<Row, Position> = await read(from, limit - rows.length);
    rows.push(...step.rows);
    from = step.next;
    if (from !== undefined && rows.length < limit) await nextTurn();
  }
  return rows;
}
