import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { md5, sign } from './blog.ts';
import { type Asking, askDoor, type Fault } from './door-asking.ts';
import { toQuery } from './encodings.ts';
import { signInAtConsole } from './management.ts';
import { type Answer, credentials, type TestPortico } from './portico.ts';
import { newStaffFields, type StaffFields, signUpForm } from './staff.ts';

/** What a client wrote, and what it was told of that. */
export interface Written<Value> {
  value: Value;
  /** Otherwise it was refused, and may have been kept all the same: the answer to its commit was lost. */
  isAcknowledged: boolean;
}

/** Somebody whose registration at the mobile door was acknowledged, and all that they wrote. */
export interface MobileLedger {
  account: string;
  id: number;
  /** In the order in which they were chosen. */
  passwords: Array<Written<string>>;
  nicknames: Array<Written<string>>;
  feedback: Array<Written<string>>;
}

/** What clients wrote through every door. */
export interface Ledger {
  mobile: MobileLedger[];
  /** Sign-ins that were acknowledged. */
  desktop: Array<{ phone: string; token: string }>;
  staff: Array<Written<StaffFields>>;
  blog: Array<Written<{ account: string; email: string }>>;
  panel: Array<Written<{ pin: string; remark: string }>>;
}

/** A contract. */
export type LoadedDoor = keyof Ledger;

const everyDoor: readonly LoadedDoor[] = ['mobile', 'desktop', 'staff', 'blog', 'panel'];

/** Clients that write through every door, each one thing after another, until told to end. */
export interface Load {
  ledger: Ledger;
  /** How many requests were refused so far. */
  refused(): number;
  /** Resolves when so many more writes were acknowledged, at each of these doors at least one. */
  passes(more: number, doors?: readonly LoadedDoor[]): Promise<void>;
  /** Resolves when each of these doors refused another request. */
  isRefused(doors?: readonly LoadedDoor[]): Promise<void>;
  /** Answers what was not answered as the doors' documents say, and who was not answered at all. */
  end(): Promise<string[]>;
}

const mobilePassword = 'secret-1';
/** As long as a person takes to try again. */
const pauseMs = 50;

let beginnings = 0;
/** Eight digits that nothing else is named by. */
function newNumber(): string {
  beginnings += 1;
  return String(beginnings).padStart(8, '0');
}

/** Each of the places is asked in turn, as by a balancer. `fault`: what they may be told to be away. */
export async function startLoad(
  places: readonly [TestPortico, ...TestPortico[]],
  fault: Fault = 'database',
): Promise<Load> {
  const ledger: Ledger = { mobile: [], desktop: [], staff: [], blog: [], panel: [] };
  const { headers: operator } = await signInAtConsole(places[0]);
  const problems: string[] = [];
  const done = countsOf();
  const refused = countsOf();
  let asked = 0;
  let isOver = false;

  /** Throws `Refused` where the door says that the database cannot be asked. */
  async function ask(asking: Asking): Promise<Answer> {
    asked += 1;
    const { url } = places[asked % places.length] as TestPortico;
    const answer = await askDoor(url, asking, fault);
    if (answer) return answer;
    // An operator’s requests are a part of what is done for somebody of the mobile door.
    refused[asking.door === 'management' ? 'mobile' : asking.door] += 1;
    throw new Refused();
  }

  /** Notes a write before its answer, and what the answer was. */
  async function write<Value>(list: Array<Written<Value>>, value: Value, asking: Asking): Promise<Answer> {
    const written = { value, isAcknowledged: false };
    list.push(written);
    const answer = await ask(asking);
    written.isAcknowledged = true;
    return answer;
  }

  async function useMobile(number: string): Promise<void> {
    const account = `m${number}@example.com`;
    const post = (path: string, body: object): Asking => ({ door: 'mobile', method: 'POST', path, body });
    await ask(post('/api/auth/send_code', { account }));
    const code = places[0].codeFor(account);
    const { body } = await ask(post('/api/auth/register', { account, code, password: mobilePassword }));
    const person: MobileLedger = { account, id: 0, passwords: [], nicknames: [], feedback: [] };
    person.passwords.push({ value: mobilePassword, isAcknowledged: true });
    ledger.mobile.push(person);
    done.mobile += 1;
    const headers = { authorization: `Token ${body.data.access_token}` };
    const own = (asking: Omit<Asking, 'door' | 'headers'>): Asking => ({ door: 'mobile', headers, ...asking });
    person.id = (await ask(own({ method: 'GET', path: '/api/personal/info' }))).body.data.id;
    const nickname = `nick ${number}`;
    await write(
      person.nicknames,
      nickname,
      own({ method: 'PUT', path: '/api/personal/info', body: { nickname, gender: 1 } }),
    );
    const content = `feedback ${number}`;
    await write(
      person.feedback,
      content,
      own({ method: 'POST', path: '/api/feedback', body: { feedback_content: content } }),
    );
    done.mobile += 2;
    await choosePassword(person, `chosen-${number}`);
    await ask(post('/api/auth/access_token', { account, password: `chosen-${number}` }));
  }

  /** By the link that an operator hands on. */
  async function choosePassword(person: MobileLedger, password: string): Promise<void> {
    const post = (path: string): Asking => ({ door: 'management', method: 'POST', path: `/management/v1${path}` });
    const link = await ask({ ...post(`/accounts/${person.id}/password-reset`), headers: operator });
    const body = { token: link.body.token, password };
    await write(person.passwords, password, { ...post('/password-resets/consume'), body });
    done.mobile += 1;
  }

  async function useDesktop(number: string): Promise<void> {
    const phone = `159${number}`;
    const post = (path: string, body: object): Asking => ({ door: 'desktop', method: 'POST', path, body });
    await ask(post('/api/user/sendCode', { account: phone }));
    const code = places[0].codeFor(`+86${phone}`);
    const { token } = (await ask(post('/api/user/verifyCode', { account: phone, code }))).body.data;
    ledger.desktop.push({ phone, token });
    done.desktop += 1;
    await ask({ ...post('/api/heart/check', {}), headers: { authorization: token } });
  }

  async function useStaff(number: string): Promise<void> {
    const fields = newStaffFields({
      nickname: `员工${number}`,
      phone: `138${number}`,
      email: `s${number}@example.com`,
    });
    await write(ledger.staff, fields, { door: 'staff', method: 'PUT', path: '/signUp', body: signUpForm(fields) });
    done.staff += 1;
  }

  async function useBlog(number: string): Promise<void> {
    const account = `w-${number}`;
    const query = toQuery(sign({}, Date.now()));
    const captcha = await ask({ door: 'blog', method: 'GET', path: `/blogapi/service/captcha?${query}` });
    const id = captcha.headers.get('x-captcha-id') as string;
    const email = `${account}@example.com`;
    const form = { account, email, password: md5('111111'), captcha: places[0].answerOf(id), captcha_id: id };
    const body = sign(form, Date.now());
    await write(ledger.blog, { account, email }, { door: 'blog', method: 'POST', path: '/blogapi/reg', body });
    done.blog += 1;
    const login = sign({ account, password: md5('111111') }, Date.now());
    await ask({ door: 'blog', method: 'POST', path: '/blogapi/login', body: login });
  }

  async function usePanel(number: string): Promise<void> {
    const value = { pin: `jd_${number}`, remark: `remark ${number}` };
    await write(ledger.panel, value, {
      door: 'panel',
      method: 'POST',
      path: '/openApi/updateCookie',
      headers: { 'api-token': credentials.panelToken },
      body: { cookie: `pt_key=key${number};pt_pin=${value.pin};`, userMsg: value.remark },
    });
    done.panel += 1;
    await delay(pauseMs);
  }

  async function repeat(use: (number: string) => Promise<void>): Promise<void> {
    while (!isOver) {
      try {
        await use(newNumber());
      } catch (error) {
        if (!(error instanceof Refused)) problems.push(String(error));
        await delay(pauseMs);
      }
    }
  }

  /** Fails where that is not so within a minute. */
  async function waitUntil(isSo: () => boolean, what: string): Promise<void> {
    for (const deadline = Date.now() + 60_000; !isSo(); await delay(20)) {
      assert.ok(Date.now() < deadline, `${what}: ${JSON.stringify({ done, refused, problems })}`);
    }
  }

  const working = [useMobile, useMobile, useDesktop, useStaff, useBlog, usePanel].map(repeat);
  return {
    ledger,
    refused: () => sum(refused),
    passes(more, doors = everyDoor) {
      const before = { ...done };
      const isMet = (): boolean => sum(done) >= sum(before) + more && doors.every((door) => done[door] > before[door]);
      return waitUntil(isMet, 'writes do not go on');
    },
    isRefused(doors = everyDoor) {
      const before = { ...refused };
      return waitUntil(() => doors.every((door) => refused[door] > before[door]), 'not every door refuses');
    },
    async end() {
      isOver = true;
      await Promise.all(working);
      return problems;
    },
  };
}

function countsOf(): Record<LoadedDoor, number> {
  return { mobile: 0, desktop: 0, staff: 0, blog: 0, panel: 0 };
}

const sum = (counts: Record<LoadedDoor, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** How a client leaves what it was about, and begins something else. */
class Refused extends Error {}
