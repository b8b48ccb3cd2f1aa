import type { House } from '../compose.ts';
import type { Account } from '../core/accounts/accounts.ts';
import type { Actor } from '../core/operator.ts';
import type { Tx } from '../db/database.ts';

/** An owner whom every door lets in; the verifier comes from `core.hasher`. Throws `identifier.taken`. */
export function createOwner(
  house: House,
  tx: Tx,
  { handle, passwordVerifier }: { handle: string; passwordVerifier: string },
  by?: Actor,
): Promise<Account> {
  const owner = { origin: 'console', role: 'owner', staffApproved: true, handle, displayName: handle } as const;
  return house.core.accounts.create(tx, { ...owner, passwordVerifier }, by);
}
