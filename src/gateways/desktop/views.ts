import type { FastifyRequest } from 'fastify';
import type { Account } from '../../core/accounts/accounts.ts';
import type { LicenceStanding } from '../../core/licences/licences.ts';
import type { Release } from '../../core/releases/releases.ts';
import { encodePath } from '../../http/url-paths.ts';
import { absoluteUrl } from '../absolute-url.ts';
import { avatarUrl, nationalPhone, userName } from '../accounts-view.ts';
import type { GatewayContext } from '../gateway.ts';

const standings = { good: 1, expired: 2, revoked: 3 } as const;

/** What `verifyCode` shows of an account and its token's claims repeat (desktop §1.2.2, D5). */
export function viewPerson(
  account: Account,
  licence: LicenceStanding,
  request: FastifyRequest,
  context: GatewayContext,
) {
  const { number, ...rest } = viewLicence(licence, context);
  return {
    account: nationalPhone(account),
    password: '',
    name: account.display_name,
    imgsrc: avatarUrl(account, request, context),
    signature: account.signature,
    breif: account.brief,
    license_number: number,
    ...rest,
  };
}

/** D5. */
export function viewLicence(licence: LicenceStanding, { printTime }: GatewayContext) {
  return {
    number: licence.number,
    status: standings[licence.standing],
    effect_date: licence.effectAt === null ? null : printTime(licence.effectAt),
    expired_time: licence.expiresAt === null ? null : printTime(licence.expiresAt),
  };
}

/** The ten fields of the heartbeat (desktop §1.3.2, D4). */
export function viewHeartbeat(account: Account) {
  const changed = account.updated_at !== account.created_at;
  return {
    id: account.id,
    username: userName(account),
    mobile: nationalPhone(account),
    type: 1,
    openid: account.openid,
    email: account.email ?? '',
    create_time: new Date(account.created_at).toISOString(),
    modify_time: changed ? new Date(account.updated_at).toISOString() : null,
    is_delete: false,
    is_active: account.status === 'active',
  };
}

/** The newest release (desktop §1.3.1, D3). */
export function viewRelease(release: Release, request: FastifyRequest, context: GatewayContext) {
  const path = encodePath(release.path);
  return {
    version: viewVersion(release.version),
    path,
    full_path: absoluteUrl(path, request, context),
    release_time: context.printTime(release.created_at),
    desc: release.notes,
    size: release.size_bytes,
    sha256: release.sha256,
  };
}

/** A number when it is all digits, as long as a JSON reader gets the same number back. */
function viewVersion(version: string): string | number {
  return /^\d+$/.test(version) && Number.isSafeInteger(Number(version)) ? Number(version) : version;
}
