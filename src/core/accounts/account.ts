import type { Selectable } from 'kysely';
import type { AccountsTable } from '../../db/schema.ts';

export type { AccountRole, AccountStatus } from '../../db/schema.ts';

/** One account, as stored. */
export type Account = Selectable<AccountsTable>;
