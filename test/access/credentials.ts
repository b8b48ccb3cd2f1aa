import type { Account, AccountRole } from '../../src/core/accounts/accounts.ts';
import { randomAlphanumeric } from '../../src/core/random.ts';
import { apiKeyRights } from '../../src/core/rights.ts';
import { transact } from '../../src/db/database.ts';
import type { DoorName } from '../support/doors.ts';
import { credentials, type TestPortico } from '../support/portico.ts';

/** Where somebody can be signed in: everywhere but at the panel, which has one token for all. */
export type SignedDoor = Exclude<DoorName, 'panel'> | 'console';

const caller = { address: '203.0.113.9', userAgent: 'a test', exemptFromAddressLimits: true };
const monthsMs = 62 * 86_400_000;
let people = 0;

/** Makes people and whatever they could show at a door. Each token is a fresh one, which a route may end. */
export function createCredentials(at: TestPortico) {
  const { core, database } = at.portico.house;

  /** Somebody whom every door lets in who has signed in there; staff levels follow the role. */
  async function createPerson(role: AccountRole = 'user'): Promise<Account> {
    people += 1;
    const { id } = await transact(database, (tx) =>
      core.accounts.create(tx, { origin: 'console', role, handle: `person${people}-of-access` }),
    );
    await core.accounts.approveForStaff(id, 'test');
    return core.accounts.get(id);
  }

  /** What an answer of that door to a sign-in would have brought. */
  async function openSession(
    account: Account,
    door: SignedDoor,
  ): Promise<{ id: number; token: string; refresh?: string }> {
    return transact(database, async (tx) => {
      if (door === 'console') {
        const { session, token } = await core.sessions.openConsole(tx, account, caller);
        return { id: session.id, token };
      }
      if (door === 'mobile') {
        const tokens = await core.sessions.openOpaque(tx, account, 'mobile', caller);
        const rows = await tx.selectFrom('sessions').select('id').where('account_id', '=', account.id).execute();
        return { id: Math.max(...rows.map(({ id }) => id)), token: tokens.accessToken, refresh: tokens.refreshToken };
      }
      const session = await core.sessions.open(tx, account, door, caller);
      return { id: session.id, token: core.sessions.sign(session, { user_id: account.id, sub: String(account.id) }) };
    });
  }

  async function createKey(): Promise<string> {
    return (await core.apiKeys.create({ name: 'access', rights: apiKeyRights }, { actor: 'cli' })).key;
  }

  /** Everything that the owner could show at another door than `door`, and what is no live credential of anybody's. */
  async function listForeign(
    owner: Account,
    door: DoorName | 'console',
  ): Promise<Array<[what: string, token: string]>> {
    const doors: SignedDoor[] = ['desktop', 'mobile', 'staff', 'blog', 'console'];
    const elsewhere = doors.filter((name) => name !== door);
    const mobile = await openSession(owner, 'mobile');
    return [
      ['nonsense', randomAlphanumeric(50)],
      ['a token without a signature', unsigned(owner)],
      ['the refresh token of mobile', mobile.refresh ?? ''],
      ...(await Promise.all(
        elsewhere.map(
          async (name): Promise<[string, string]> => [`${name}’s token`, (await openSession(owner, name)).token],
        ),
      )),
      ...(door === 'panel' ? [] : [['the panel’s token', credentials.panelToken] as [string, string]]),
      ['the blog’s secret', credentials.blogSecret],
    ];
  }

  /** Sessions of that door that were good once. */
  async function listDead(
    door: SignedDoor,
  ): Promise<Array<[what: string, token: string, isNow: () => Promise<() => void>]>> {
    const stay = async (): Promise<() => void> => () => {};
    const signedOut = await openSession(await createPerson('owner'), door);
    await core.sessions.end(signedOut.id, 'sign-out');
    const frozen = await createPerson('owner');
    const { token: ofFrozen } = await openSession(frozen, door);
    await core.accountAdministration.freeze(frozen.id, { by: operator });
    const removed = await createPerson('owner');
    const { token: ofRemoved } = await openSession(removed, door);
    await core.accounts.remove(removed.id, 'test');
    const late = await openSession(await createPerson('owner'), door);
    const expire = async (): Promise<() => void> => {
      at.clock.advance(monthsMs);
      return () => at.clock.advance(-monthsMs);
    };
    return [
      ['after signing out', signedOut.token, stay],
      ['of somebody frozen', ofFrozen, stay],
      ['of somebody deleted', ofRemoved, stay],
      ['after its time', late.token, expire],
    ];
  }

  return { createPerson, openSession, createKey, listForeign, listDead };
}

const operator = { actor: 'cli', address: '203.0.113.9', mayChangeOperators: true };

/** A JWT with the algorithm `none`, as an attacker would write it who knows the claims. */
function unsigned({ id }: Account): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sid: 1, sub: String(id), user_id: id, iat: 1_600_000_000, exp: 4_000_000_000 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
