import type { House } from '../compose.ts';
import type { Account } from '../core/accounts/accounts.ts';
import { createDoorUses, type DoorCall } from '../core/door-uses/door-uses.ts';

/** What programs in the field call on a day; the older ones less and less. */
const perDay: ReadonlyArray<[call: Omit<DoorCall, 'accountId' | 'failed'>, times: number, isFading?: 'fading']> = [
  [{ contract: 'desktop', method: 'POST', route: '/api/heart/check', version: 'PorticoDemo/1.1.0' }, 900],
  [{ contract: 'desktop', method: 'POST', route: '/api/heart/check', version: 'PorticoDemo/1.0.0' }, 120, 'fading'],
  [{ contract: 'desktop', method: 'POST', route: '/api/upgrade/checkVersion', version: 'PorticoDemo/1.1.0' }, 60],
  [{ contract: 'mobile', method: 'GET', route: '/api/personal/info', version: 'demo-app/3.2.0' }, 400],
  [{ contract: 'mobile', method: 'GET', route: '/api/personal/info', version: 'okhttp/4.12.0' }, 40, 'fading'],
  [{ contract: 'staff', method: 'GET', route: '/list/user', version: 'browser' }, 30],
  [{ contract: 'blog', method: 'POST', route: '/blogapi/login', version: 'browser' }, 25],
  [{ contract: 'panel', method: 'POST', route: '/openApi/updateCookie', version: 'python-requests/2.31.0' }, 12],
];
const days = 30;
const dayMs = 24 * 3_600_000;

/** Counts a month of calls where nothing was counted before today; answers how many days were. */
export async function addDemoDoorUses(
  { core, database, clock, logger }: House,
  people: { test: Account; mobile: Account },
): Promise<number> {
  const before = await core.doorUses.list({ order: 'name', version: 'PorticoDemo/1.1.0', limit: 1 });
  if (before.length > 0) return 0;
  let at = clock.now();
  const uses = createDoorUses({
    db: database,
    lists: database,
    clock: { now: () => at },
    onFailure: (err) => logger.warn({ err }, 'demo calls were not written'),
  });
  for (let day = days; day > 0; day -= 1) {
    at = clock.now() - day * dayMs;
    for (const [call, times, isFading] of perDay) {
      const today = isFading ? Math.round((times * day) / days) : times;
      const accountId = { desktop: people.test.id, mobile: people.mobile.id }[call.contract as string];
      for (let n = 0; n < today; n += 1) uses.note({ ...call, accountId, failed: n % 50 === 49 });
    }
  }
  await uses.stop();
  return days;
}
