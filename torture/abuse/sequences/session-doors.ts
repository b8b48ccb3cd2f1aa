import { md5, sign } from '../../../test/support/blog.ts';
import { toQuery } from '../../../test/support/encodings.ts';
import { type Answer, call, type TestPortico } from '../../../test/support/portico.ts';
import { logIn } from '../../../test/support/staff.ts';

/** Whoever signs in, with what every door takes. */
export interface Person {
  id: number;
  phone: string;
  handle: string;
  password: string;
}

/** What a door gave: a token, and at mobile what it is exchanged by. */
export interface Opened {
  token: string;
  refresh?: string;
}

/** A door at which one signs in, as far as sessions go. */
export interface SessionDoor {
  /** The token, or undefined where the door refuses; throws for an answer that is neither. */
  signIn(at: TestPortico, person: Person): Promise<Opened | undefined>;
  /** Whether a token opens anything here; throws for an answer that says neither. */
  opens(at: TestPortico, token: string, person: Person): Promise<boolean>;
  /** Absent where the document has none. */
  signOut?(at: TestPortico, token: string): Promise<void>;
}

/** Every kind of session. */
export type DoorName = 'desktop' | 'mobile' | 'staff' | 'blog' | 'console';

export const sessionDoors: Record<DoorName, SessionDoor> = {
  desktop: {
    async signIn(at, { phone }) {
      // One code a minute goes to a number.
      at.clock.advance(61_000);
      await call(`${at.url}/api/user/sendCode`, 'POST', { account: phone });
      const answer = await call(`${at.url}/api/user/verifyCode`, 'POST', {
        account: phone,
        code: at.codeFor(`+86${phone}`),
      });
      return either(answer, answer.status === 200, answer.status === 403)
        ? { token: answer.body.data.token }
        : undefined;
    },
    async opens(at, token) {
      const answer = await call(`${at.url}/api/heart/check`, 'POST', {}, { authorization: token });
      return either(answer, answer.status === 201, answer.status === 401);
    },
  },
  mobile: {
    async signIn(at, { phone, password }) {
      const answer = await call(`${at.url}/api/auth/access_token`, 'POST', { account: phone, password });
      const { code } = answer.body;
      if (!either(answer, code === 0, code === 10003 || code === 10006)) return undefined;
      return { token: answer.body.data.access_token, refresh: answer.body.data.refresh_token };
    },
    async opens(at, token) {
      const answer = await call(`${at.url}/api/personal/info`, 'GET', undefined, { authorization: `Token ${token}` });
      return either(answer, answer.body.code === 0, answer.body.code === 10004);
    },
    async signOut(at, token) {
      const answer = await call(`${at.url}/api/auth/destroy_token`, 'POST', {}, { authorization: `Token ${token}` });
      either(answer, answer.body.code === 0, false);
    },
  },
  staff: {
    async signIn(at, { handle, password }) {
      const answer = await logIn(at, handle, password);
      const isRefused = /冻结|用户名或密码错误/.test(answer.body.message);
      return either(answer, answer.body.status, isRefused) ? { token: answer.body.data.token } : undefined;
    },
    async opens(at, token, { id }) {
      const answer = await call(`${at.url}/user/${id}`, 'GET', undefined, { authorization: token });
      return either(answer, answer.body.status, /权限不足/.test(answer.body.message));
    },
  },
  blog: {
    async signIn(at, { phone, password }) {
      const fields = sign({ account: phone, password: md5(password) }, at.clock.now());
      const answer = await call(`${at.url}/blogapi/login`, 'POST', fields);
      const isRefused = answer.status === 403 || answer.status === 401;
      return either(answer, answer.status === 200, isRefused) ? { token: answer.body.data.token } : undefined;
    },
    async opens(at, token) {
      // HEAD asks for what a GET would do, and does nothing.
      const response = await fetch(logoutUrl(at), { method: 'HEAD', headers: { 'access-token': token } });
      const answer = { status: response.status, headers: response.headers, body: '' };
      return either(answer, answer.status === 200, [401, 521].includes(answer.status));
    },
    async signOut(at, token) {
      const answer = await call(logoutUrl(at), 'GET', undefined, { 'access-token': token });
      either(answer, answer.status === 200, false);
    },
  },
  console: {
    async signIn(at, { phone, password }) {
      const answer = await call(`${at.url}/management/v1/session`, 'POST', { identifier: phone, password });
      if (!either(answer, answer.status === 201, [401, 403].includes(answer.status))) return undefined;
      const [cookie = ''] = answer.headers.get('set-cookie')?.split(';') ?? [];
      return { token: JSON.stringify({ cookie, 'x-csrf-token': answer.body.csrfToken }) };
    },
    async opens(at, token) {
      const answer = await call(`${at.url}/management/v1/session`, 'GET', undefined, headersOf(token));
      return either(answer, answer.status === 200, answer.status === 401);
    },
    async signOut(at, token) {
      const answer = await call(`${at.url}/management/v1/session`, 'DELETE', undefined, headersOf(token));
      either(answer, answer.status === 204, false);
    },
  },
};

export const doorNames = Object.keys(sessionDoors) as DoorName[];

function logoutUrl(at: TestPortico): string {
  return `${at.url}/admin/logout?${toQuery(sign({}, at.clock.now()))}`;
}

/** A token of another door goes as the cookie that it is not. */
function headersOf(token: string): Record<string, string> {
  return token.startsWith('{') ? JSON.parse(token) : { cookie: `portico_console=${token.replace(/^Bearer /, '')}` };
}

function either({ status, body }: Answer, yes: boolean, no: boolean): boolean {
  if (yes === no) throw new Error(`neither let in nor refused: ${status} ${JSON.stringify(body)}`);
  return yes;
}
