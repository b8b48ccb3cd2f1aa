import type { AuditRow } from '../../core/audit/audit.ts';
import { readDetails } from '../../core/audit/details.ts';
import type { VerificationRun } from '../../core/audit/verification-run.ts';
import type { Core } from '../../core/core.ts';
import { printTime } from '../schemas.ts';
import { nameThings } from '../thing-names.ts';
import type { AuditEntryView, VerificationView } from './schemas.ts';

/** The entries of a page, with what the accounts and keys in them are called. */
export async function viewEntries(core: Core, rows: readonly AuditRow[]): Promise<AuditEntryView[]> {
  const names = await nameThings(
    core,
    rows.flatMap((row) => [row.actor, row.target]),
  );
  return rows.map(({ at, details: written, ...row }) => {
    const details = readDetails(written);
    return {
      ...row,
      at: printTime(at),
      actorName: names.get(row.actor) ?? null,
      targetName: names.get(row.target) ?? nameInDetails(row, details),
      details,
    };
  });
}

/** What is gone is called what its end says that it was called. */
function nameInDetails({ action }: Pick<AuditRow, 'action'>, { handle }: Record<string, unknown>): string | null {
  return action === 'account.deleted' && typeof handle === 'string' ? handle : null;
}

/** A verification as it stands. */
export function viewVerification(run: VerificationRun | undefined): VerificationView {
  if (!run) {
    const nothing = { checked: 0, newestId: 0, newest: null, fault: null };
    return { state: 'none', startedAt: null, finishedAt: null, ...nothing };
  }
  const { state, startedAt, finishedAt, checked, newestId, result } = run;
  return {
    state,
    startedAt: printTime(startedAt),
    finishedAt: printTime(finishedAt),
    checked,
    newestId,
    newest: result?.newest ?? null,
    fault: result?.fault ?? null,
  };
}
