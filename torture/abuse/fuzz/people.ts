import { apiKeyRights } from '../../../src/core/rights.ts';
import { createBlogClient } from '../../../test/support/blog.ts';
import { signInAtDesktop } from '../../../test/support/desktop.ts';
import type { DoorName } from '../../../test/support/doors.ts';
import { signInAtConsole } from '../../../test/support/management.ts';
import { createMobileClient, newPhone } from '../../../test/support/mobile.ts';
import { credentials, type TestPortico } from '../../../test/support/portico.ts';
import { joinStaff, logInAsOwner } from '../../../test/support/staff.ts';
import type { Target } from '../envelopes.ts';

type Headers = Record<string, string>;

/** Whose requests are sent, and what they know. */
export interface People {
  /** Right credentials of ordinary people and of those with rights. */
  credentials: readonly Headers[];
  /** What a refresh, a second sign-in, or a form can name that is there. */
  known: Record<string, readonly unknown[]>;
}

type MakePeople = (at: TestPortico) => Promise<People>;

/** Makes new people at a target, signed in; a contract of one's own is asked without any. */
export const makePeople: Record<DoorName | 'management', MakePeople> & Partial<Record<Target, MakePeople>> = {
  async desktop(at) {
    const people = [await signInAtDesktop(at, newPhone()), await signInAtDesktop(at, newPhone(), 'admin')];
    const { core } = at.portico.house;
    const { key } = await core.apiKeys.create({ name: 'fuzz', rights: ['releases:write'] }, { actor: 'cli' });
    const phones = people.map(({ account }) => account.phone?.slice(3));
    const headers = [...people.map((person) => person.headers), { authorization: `Bearer ${key}` }];
    return { credentials: headers, known: { account: phones, version: ['1.0.0', '2'], '*': ['x-1.0.0.bin'] } };
  },
  async mobile(at) {
    const mobile = createMobileClient(at);
    const people = [await mobile.join(), await mobile.join()];
    return {
      credentials: people.map(({ token }) => ({ authorization: `Token ${token}` })),
      known: {
        account: people.map(({ phone }) => phone),
        password: ['secret-1'],
        refresh_token: people.map(({ refreshToken }) => refreshToken),
        client_id: ['client-1', 'client-2'],
        id: [1, 2, 3],
        feedback_id: [1, 2, 3],
      },
    };
  },
  async staff(at) {
    const owner = await logInAsOwner(at);
    const people = [await joinStaff(at), await joinStaff(at, {}, 'admin')];
    return {
      credentials: [owner, ...people.map(({ headers }) => headers)],
      known: {
        id: people.map(({ id }) => id),
        nickname: people.map(({ fields }) => fields.nickname),
        phone: people.map(({ fields }) => fields.phone),
        email: people.map(({ fields }) => fields.email),
        passwd: people.map(({ fields }) => fields.passwd),
        repasswd: people.map(({ fields }) => fields.passwd),
      },
    };
  },
  panel: async () => ({
    credentials: [{ 'api-token': credentials.panelToken }],
    known: {
      ptPin: ['pt_key=AAJ1;pt_pin=jd_1;', 'jd_2', '%E4%BA%AC'],
      cookie: ['pt_pin=jd_1; pt_key=AAJ1'],
      ptPins: ['jd_1', 'jd_1,jd_2'],
      wsKey: ['wskey=AAF1;', 'AAF2'],
    },
  }),
  async blog(at) {
    const blog = createBlogClient(at);
    people += 1;
    const account = `fuzz-${people}`;
    await blog.register(account);
    const { body } = await blog.login(account);
    const solved = await Promise.all(Array.from({ length: 10 }, () => blog.solveCaptcha()));
    return {
      credentials: [{ 'access-token': body.data.token }, { authorization: `Bearer ${body.data.token}` }],
      known: {
        account: [account, `${account}@example.com`],
        password: ['96e79218965eb72c92a549dd5a330112'],
        captcha: solved.map(({ captcha }) => captcha),
        captcha_id: solved.map(({ captcha_id }) => captcha_id),
      },
    };
  },
  async management(at) {
    const { core } = at.portico.house;
    const { key } = await core.apiKeys.create({ name: 'fuzz', rights: [...apiKeyRights] }, { actor: 'cli' });
    const program = { authorization: `Bearer ${key}`, 'if-match': '*' };
    const owner = await signInAtConsole(at).catch(() => undefined);
    return {
      credentials: [program, ...(owner ? [{ ...owner.headers, 'if-match': '*' }] : [])],
      known: { id: [1, 2, 3], identifier: ['owner'] },
    };
  },
};

let people = 0;
