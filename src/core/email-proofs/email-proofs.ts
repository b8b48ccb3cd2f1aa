import type { Tx } from '../../db/database.ts';
import type { Account } from '../accounts/account.ts';
import type { Language } from '../caller.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { consumeEmailProof, insertEmailProof } from './email-proofs.store.ts';

/** Mails links and says what they prove. */
export interface EmailProofs {
  /**
   * Mails a link that proves the address, and says for which account, in `language` or in both; call `jobs.wake` after
   * the transaction. Throws `request.too_many`.
   */
  mail(tx: Tx, account: Pick<Account, 'id' | 'handle'>, email: string, language?: Language): Promise<void>;
  /** What the link's token proves, once; undefined for an unknown, used or expired one. */
  consume(tx: Tx, token: string): Promise<{ accountId: number; email: string } | undefined>;
}

const lifetimeMs = 24 * 3_600_000;
// Anybody signed in may type in any address; nobody's mailbox is to be filled with our links.
const perRecipient: readonly LimitRule[] = [
  { most: 5, windowMs: 3_600_000 },
  { most: 10, windowMs: 24 * 3_600_000 },
];

interface Deps {
  keyring: Keyring;
  clock: Clock;
  jobs: Jobs;
  limits: Limits;
  /** Where the mailed link leads. */
  linkOf(token: string): string;
}

/** Links by e-mail that prove an address (R2a, B6). */
export function createEmailProofs({ keyring, clock, jobs, limits, linkOf }: Deps): EmailProofs {
  return {
    async mail(tx, account, email, language) {
      await limits.take(`email-proof:${keyring.hash('email-proof-hash', email)}`, perRecipient, 'request.too_many', tx);
      const token = randomAlphanumeric(43);
      const expiresAt = clock.now() + lifetimeMs;
      const tokenHash = keyring.hash('email-proof-hash', token);
      await insertEmailProof(tx, { tokenHash, accountId: account.id, email, expiresAt });
      const link = linkOf(token);
      await jobs.enqueue(tx, 'email', { purpose: 'verify-email', to: email, handle: account.handle, link, language });
    },
    async consume(tx, token) {
      const proof = await consumeEmailProof(tx, keyring.hashes('email-proof-hash', token), clock.now());
      return proof && { accountId: proof.account_id, email: proof.email };
    },
  };
}
