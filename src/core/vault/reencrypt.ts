import { type Database, transact } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { open, seal, sealedKeys } from './sealing.ts';
import { findEntries, type KeyColumn, replaceSealed, type VaultRow } from './vault.store.ts';

/** How many entries moved to the current root key, and the ids of those that no configured root key opens. */
export interface Reencryption {
  moved: number;
  unreadable: number[];
}

interface Move {
  id: number;
  column: KeyColumn;
  sealed: string;
  fresh: string;
}

/**
 * Moves every key that is sealed under an older root key to the current one, `batchSize` entries to a transaction, while
 * the server serves: a key that was written meanwhile is left as it is, for it is sealed under the current one already.
 */
export async function reencryptVault(db: Database, keyring: Keyring, batchSize: number): Promise<Reencryption> {
  const done: Reencryption = { moved: 0, unreadable: [] };
  let afterId = 0;
  for (;;) {
    const rows = await findEntries(db, afterId, batchSize);
    const last = rows.at(-1);
    if (!last) return done;
    afterId = last.id;
    const plans = rows.map((row) => ({ id: row.id, moves: planMoves(keyring, row) }));
    done.unreadable.push(...plans.filter(({ moves }) => moves === undefined).map(({ id }) => id));
    const moves = plans.flatMap((plan) => plan.moves ?? []);
    if (moves.length > 0) done.moved += await moveAll(db, moves);
  }
}

/** Undefined where a key of the entry cannot be opened. */
function planMoves(keyring: Keyring, row: VaultRow): Move[] | undefined {
  const stale = sealedKeys(row).filter(({ sealed }) => keyring.isStale(sealed));
  try {
    return stale.map(({ column, sealed }) => {
      const key = open(keyring, row.id, column, sealed);
      return { id: row.id, column, sealed, fresh: seal(keyring, row.id, column, key) };
    });
  } catch {
    return undefined;
  }
}

async function moveAll(db: Database, moves: Move[]): Promise<number> {
  return transact(db, async (tx) => {
    const moved = new Set<number>();
    for (const move of moves) if (await replaceSealed(tx, move)) moved.add(move.id);
    return moved.size;
  });
}
