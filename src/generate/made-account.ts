import type { NewRow } from '../core/accounts/many-accounts.ts';
import { type NewAccount, toNewRow } from '../core/accounts/new-account.ts';
import type { SessionBeginning } from '../core/sessions/sessions.ts';
import { makeEmail, makeHandle, makePerson, makePhone } from './people.ts';
import { createSeededRandom, type SeededRandom } from './random.ts';

/** What all generated accounts share. */
export interface GenerationPlan {
  seed: number;
  /** They were made over the time until then, epoch milliseconds. */
  endAt: number;
  passwordVerifier: string | undefined;
}

/** One made-up account, and what became of it: `session` is its last one, where it has any. */
export interface MadeAccount {
  row: NewRow;
  session: Omit<SessionBeginning, 'accountId'> | undefined;
}

type Origin = 'mobile' | 'desktop' | 'blog' | 'staff' | 'console';

const spanMs = 2 * 365 * 86_400_000;
const hourMs = 3_600_000;
const origins: readonly Origin[] = [
  ...Array<Origin>(40).fill('mobile'),
  ...Array<Origin>(20).fill('desktop'),
  ...Array<Origin>(20).fill('blog'),
  ...Array<Origin>(17).fill('staff'),
  ...Array<Origin>(3).fill('console'),
];
const positions = ['工程师', '设计师', '产品经理', '销售', '客服', '财务', '运营', '测试工程师', 'Engineer', 'Manager'];
const userAgents: Record<Origin, readonly string[]> = {
  mobile: ['PorticoApp/3.2 (Android 16; Pixel 11)', 'PorticoApp/3.2 (iOS 20.1; iPhone18,2)', 'okhttp/5.1.0'],
  desktop: ['PorticoDesk/1.1.0 (Windows NT 11.0)', 'PorticoDesk/1.0.0 (Windows NT 10.0)'],
  staff: ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0', 'Mozilla/5.0 (Macintosh) Safari/621.1'],
  blog: ['Mozilla/5.0 (X11; Linux x86_64) Firefox/152.0', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0'],
  console: [],
};

/** The account with this number, always the same for one seed; `share`, from 0 to 1, is its place in the time of all. */
export function makeAccount(plan: GenerationPlan, ordinal: number, share: number): MadeAccount {
  const random = createSeededRandom(plan.seed, ordinal);
  const origin = random.pick(origins);
  const createdAt = plan.endAt - spanMs + Math.floor(share * (spanMs - hourMs)) + random.below(hourMs);
  const account = makeNewAccount(origin, random);
  const verifier = plan.passwordVerifier;
  const row = toNewRow({ ...account, ...(verifier !== undefined && { passwordVerifier: verifier }) }, createdAt);
  // Numbered in front: what comes after each other lies side by side in the index, which makes it quick to store.
  row.openid = String(ordinal).padStart(10, '0') + random.alphanumeric(30);
  return { row, session: account.status === 'active' ? makeSession(origin, plan.endAt, random) : undefined };
}

function makeNewAccount(
  origin: Origin,
  random: SeededRandom,
): NewAccount & { status: NonNullable<NewAccount['status']> } {
  const person = makePerson(random);
  const phone = { value: makePhone(random), proved: true };
  const email = { value: makeEmail(person, random), proved: random.chance(80) };
  const handle = makeHandle(person, random);
  const status = makeStatus(origin, random);
  if (origin === 'desktop') return { origin, status, phone, ...(random.chance(40) && { displayName: person.name }) };
  if (origin === 'blog') return { origin, status, handle, email, displayName: person.givenName };
  if (origin === 'console') return { origin, status, handle, email, displayName: person.name };
  if (origin === 'mobile') {
    const proved = random.chance(75) ? { phone } : { email: { ...email, proved: true } };
    return { origin, status, ...proved, ...(random.chance(70) && { displayName: person.name }) };
  }
  const isApproved = status === 'active' || status === 'frozen';
  return {
    origin,
    status,
    staffApproved: isApproved,
    handle,
    realName: person.name,
    position: random.pick(positions),
    phone: { ...phone, proved: isApproved },
    email: { ...email, proved: isApproved },
  };
}

/** Of a hundred staff sign-ups six wait and four were rejected; of all others two are frozen. */
function makeStatus(origin: Origin, random: SeededRandom): NonNullable<NewAccount['status']> {
  const lot = random.below(100);
  if (lot < 2) return 'frozen';
  if (origin !== 'staff') return 'active';
  if (lot < 8) return 'waiting';
  return lot < 12 ? 'rejected' : 'active';
}

/** One of twelve was there in the last hours. */
function makeSession(origin: Origin, endAt: number, random: SeededRandom): MadeAccount['session'] {
  if (origin === 'console' || !random.chance(8)) return undefined;
  const address = `203.0.113.${1 + random.below(254)}`;
  const caller = { address, userAgent: random.pick(userAgents[origin]) };
  return { contract: origin, caller, at: endAt - random.below(20 * hourMs) };
}
