import type { AccountRole } from '../db/schema.ts';

/** Everything that a request of the management API can need. */
export const rights = [
  'accounts:read',
  'accounts:write',
  'roles:write',
  'releases:read',
  'releases:write',
  'licences:read',
  'licences:write',
  'messages:read',
  'messages:write',
  'pushes:read',
  'pushes:write',
  'jobs:read',
  'jobs:write',
  'codes:write',
  'vault:read',
  'vault:write',
  'vault:reveal',
  'keys:read',
  'keys:write',
  'webhooks:read',
  'webhooks:write',
  'settings:read',
  'settings:write',
  'audit:read',
  'dashboard:read',
] as const;

/** One thing that somebody may do. */
export type Right = (typeof rights)[number];

// A webhook hands on what happens to every account, to wherever its maker likes, for as long as nobody looks.
const ownersAlone: readonly Right[] = ['roles:write', 'keys:write', 'webhooks:write', 'settings:write'];

/** What a program's key may be given: nothing with which it could make itself more rights. */
export const apiKeyRights: readonly Right[] = rights.filter(
  (right) => !ownersAlone.includes(right) && right !== 'keys:read',
);

const rightsOfRole: Record<AccountRole, ReadonlySet<Right>> = {
  user: new Set(),
  admin: new Set(rights.filter((right) => !ownersAlone.includes(right))),
  owner: new Set(rights),
};

/** Only an owner changes roles, keys, webhooks and settings. */
export function rightsOf(role: AccountRole): ReadonlySet<Right> {
  return rightsOfRole[role];
}
