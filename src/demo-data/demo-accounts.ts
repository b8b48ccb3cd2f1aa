import type { House } from '../compose.ts';
import type { Account, NewAccount } from '../core/accounts/accounts.ts';
import { handleKeyOf, type Phone, parsePhone } from '../core/accounts/identifiers.ts';
import { type Tx, transact } from '../db/database.ts';

/** The password of every demo account; the blog document's own (B8). */
export const demoPassword = '111111';

/** One account for every state that a door can meet. The first is the blog document's test user. */
const demoAccounts: ReadonlyArray<NewAccount & { handle: string }> = [
  { handle: 'test', origin: 'blog', displayName: '测试用户', email: { value: 'test@example.com', proved: true } },
  { handle: 'demo-admin', origin: 'console', role: 'admin', staffApproved: true, realName: '管理员' },
  { handle: 'demo-staff', origin: 'staff', staffApproved: true, ...staff('李四', '工程师', '13800138001', true) },
  { handle: 'demo-waiting', origin: 'staff', status: 'waiting', ...staff('王五', '设计师', '13800138002', false) },
  { handle: 'demo-rejected', origin: 'staff', status: 'rejected', ...staff('赵六', '访客', '13800138003', false) },
  { handle: 'demo-frozen', origin: 'mobile', status: 'frozen', phone: { value: phone('13800138004'), proved: true } },
  {
    handle: 'demo-mobile',
    origin: 'mobile',
    displayName: '小明',
    phone: { value: phone('13800138005'), proved: true },
  },
  { handle: 'demo-expired', origin: 'desktop', phone: { value: phone('13800138006'), proved: true } },
  { handle: 'demo-revoked', origin: 'desktop', phone: { value: phone('13800138007'), proved: true } },
];

function phone(national: string): Phone {
  return parsePhone(national) as Phone;
}

function staff(realName: string, position: string, mobile: string, proved: boolean) {
  const email = { value: `${mobile}@example.com`, proved };
  return { realName, position, phone: { value: phone(mobile), proved }, email };
}

/** Makes the demo accounts that are not there yet; answers all of them by handle, and how many were made. */
export async function addDemoAccounts(house: House): Promise<{ accounts: Map<string, Account>; made: number }> {
  const passwordVerifier = await house.core.hasher.createVerifier({ form: 'plain', value: demoPassword });
  return transact(house.database, async (tx) => {
    const accounts = new Map<string, Account>();
    let made = 0;
    for (const demo of demoAccounts) {
      const existing = await findByHandle(house, tx, demo.handle);
      if (!existing) made += 1;
      accounts.set(demo.handle, existing ?? (await house.core.accounts.create(tx, { ...demo, passwordVerifier })));
    }
    return { accounts, made };
  });
}

function findByHandle({ core }: House, tx: Tx, handle: string): Promise<Account | undefined> {
  return core.accounts.findBy({ kind: 'handle', handleKey: handleKeyOf(handle) }, tx);
}
