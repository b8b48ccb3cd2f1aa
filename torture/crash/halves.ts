import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { dataPaths } from '../../src/config.ts';
import type { Db } from '../../src/db/database.ts';
import type { Entry } from './ledger.ts';

/** What is there without what belongs to it, or belongs to what is not there: each write is an entry of the audit log, too. */
export async function findHalfWrites(db: Db): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'account ' || id || ' is not in the audit log' as what from accounts
      where 'account:' || id not in (select target from audit_log where action = 'account.created')
    union all select target || ' is in the audit log, and not there' from audit_log
      where action = 'account.created' and target not in (select 'account:' || id from accounts)
    union all select 'vault entry ' || pin || ' is not in the audit log' from vault_entries
      where 'vault-entry:' || id not in (select target from audit_log where action = 'vault.created')
    union all select 'release ' || version || ' is not in the audit log' from releases
      where 'release:' || version not in (select target from audit_log where action = 'release.published')
    union all select target || ' is ' || count(*) || ' times in the audit log as ' || action from audit_log
      where action in ('account.created', 'account.password-chosen', 'account.frozen', 'vault.created', 'release.published')
      group by target, action having count(*) > 1
    union all select 'session ' || id || ' stands, and its account is frozen' from sessions
      where ended_at is null and account_id in (select id from accounts where status = 'frozen')`.execute(db);
  return rows.map(({ what }) => what);
}

/** Releases of which a row is there and not the whole file, or another file than was sent. */
export async function findSpoiltReleases(db: Db, dataDir: string, changes: readonly Entry[]): Promise<string[]> {
  const sent = new Map(
    changes.filter(({ kind }) => kind === 'release').map(({ facts }) => [String(facts.version), facts.sha256]),
  );
  if (sent.size === 0) return [];
  const rows = await db
    .selectFrom('releases')
    .select(['version', 'storage_name', 'sha256'])
    .where('version', 'in', [...sent.keys()])
    .execute();
  return rows
    .filter(({ version, storage_name, sha256 }) => {
      const isWhole = hashOf(join(dataPaths(dataDir).files, storage_name)) === sha256;
      return !isWhole || sha256 !== sent.get(version);
    })
    .map(({ version }) => `release ${version} is not the file that was sent`);
}

function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return undefined;
  }
}
