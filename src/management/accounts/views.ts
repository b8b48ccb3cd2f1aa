import type { Account } from '../../core/accounts/account.ts';
import { nameOf } from '../../core/accounts/account-name.ts';
import type { RemovalPreview } from '../../core/accounts/administration.ts';
import { csvMark, formatCsvLine } from '../../core/csv.ts';
import type { PushDevice } from '../../core/devices/devices.ts';
import type { ResetLink } from '../../core/password-resets/password-resets.ts';
import type { ListedSession } from '../../core/sessions/sessions.ts';
import type { ManagementContext } from '../context.ts';
import { printTime } from '../schemas.ts';
import type { AccountView, DeletionPreview, PushDeviceView, ResetLinkView, SessionView } from './schemas.ts';

const genders = ['female', 'male', 'unknown'] as const;

/** One account as it is answered, its identifiers included: for `accounts:read` alone. */
export function viewAccount(account: Account): AccountView {
  return {
    id: account.id,
    name: nameOf(account),
    openid: account.openid,
    handle: account.handle,
    phone: account.phone,
    phoneVerifiedAt: printTime(account.phone_verified_at),
    pendingPhone: account.pending_phone,
    email: account.email,
    emailVerifiedAt: printTime(account.email_verified_at),
    pendingEmail: account.pending_email,
    displayName: account.display_name,
    realName: account.real_name,
    position: account.position,
    avatar: account.avatar,
    gender: genders[account.gender] ?? 'unknown',
    birthday: account.birthday,
    address: account.address,
    signature: account.signature,
    origin: account.origin,
    status: account.status,
    role: account.role,
    staffApprovedAt: printTime(account.staff_approved_at),
    hasPassword: account.password_verifier !== null,
    passwordChangedAt: printTime(account.password_changed_at),
    createdAt: printTime(account.created_at),
    updatedAt: printTime(account.updated_at),
    version: account.updated_at,
  };
}

/** The number that stands for a gender in the directory. */
export function readGender(gender: AccountView['gender']): number {
  return genders.indexOf(gender);
}

/** What a deletion would take along, as it is answered. */
export function viewPreview(preview: RemovalPreview): DeletionPreview {
  const { account, licence, auditEntries, releases, ...goes } = preview;
  return {
    goes,
    freed: { licence },
    stays: { auditEntries, releases },
    version: account.updated_at,
  };
}

/** A password link as it is answered, this once. */
export function viewResetLink({ token, expiresAt }: ResetLink, { publicUrl }: ManagementContext): ResetLinkView {
  const path = `/console/reset-password#token=${token}`;
  const base = publicUrl();
  return { token, path, url: base === undefined ? null : base + path, expiresAt: printTime(expiresAt) };
}

/** One session as it is answered. */
export function viewSession(session: ListedSession): SessionView {
  const { id, contract, userAgent, address, endedAt, endReason } = session;
  return {
    id,
    contract,
    userAgent,
    address,
    createdAt: printTime(session.createdAt),
    lastSeenAt: printTime(session.lastSeenAt),
    expiresAt: printTime(session.usableUntil),
    state: session.isLive ? 'live' : endedAt === null ? 'expired' : 'ended',
    endedAt: printTime(endedAt),
    endReason,
  };
}

/** One app installation as it is answered. */
export function viewDevice(device: PushDevice): PushDeviceView {
  return {
    id: device.id,
    clientId: device.client_id,
    clientType: device.client_type,
    enabled: device.enabled === 1,
    createdAt: printTime(device.created_at),
    updatedAt: printTime(device.updated_at),
  };
}

const columns = [
  'id',
  'name',
  'handle',
  'phone',
  'phoneVerifiedAt',
  'pendingPhone',
  'email',
  'emailVerifiedAt',
  'pendingEmail',
  'openid',
  'displayName',
  'realName',
  'position',
  'origin',
  'status',
  'role',
  'staffApprovedAt',
  'createdAt',
  'updatedAt',
] as const satisfies Array<keyof AccountView>;

/** A spreadsheet of accounts, page by page. */
export async function* writeCsv(pages: AsyncIterable<Account[]>): AsyncGenerator<string> {
  yield csvMark + formatCsvLine(columns);
  for await (const page of pages) {
    yield page
      .map(viewAccount)
      .map((account) => formatCsvLine(columns.map((column) => account[column])))
      .join('');
  }
}
