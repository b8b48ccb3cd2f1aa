import { randomBytes } from 'node:crypto';
import type { Endings } from '../endings.ts';
import {
  type OldAccount,
  type OldAnswer,
  type OldHandler,
  type OldRequest,
  type OldServer,
  type OldServerParts,
  oldTime,
  serveOld,
} from './old-server.ts';

/** What the old mobile back end holds besides accounts. */
export interface OldMobileContent {
  faq?: ReadonlyArray<{ title: string; content: string; category: string; external_link: string }>;
  categories?: ReadonlyArray<{ name: string; description: string }>;
}

interface Person {
  id: number;
  account: OldAccount;
  profile: Record<string, unknown>;
  feedback: Array<Record<string, unknown>>;
  devices: Map<string, Record<string, unknown>>;
}

const words: Record<number, string> = {
  0: 'success',
  10001: '数据未查到',
  10002: '访问的路径不存在',
  10004: '无效的Token',
  10006: '用户未注册',
  10007: '密码错误',
  10008: '无效的验证码',
};
const say = (code: number, data: unknown = {}): Pick<OldAnswer, 'body'> => ({
  body: { code, message: words[code], data },
});
const stamp = { app_id: '', created_at: oldTime, updated_at: oldTime };
/** 50 random letters and digits, as the document shows them. */
const newToken = (): string =>
  randomBytes(60)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .padEnd(50, 'x')
    .slice(0, 50);

/** The old back end of the apps. Identifiers are phones or e-mails; the code of everybody is 135790. */
export function startOldMobile(
  context: Endings,
  {
    accounts = [],
    content = {},
    special = {},
  }: { accounts?: OldAccount[]; content?: OldMobileContent; special?: OldServerParts['special'] } = {},
): Promise<OldServer> {
  const signIns: OldServer['signIns'] = [];
  const people = accounts.map((account, index) => toPerson(account, index + 101));
  const access = new Map<string, Person>();
  const refresh = new Map<string, Person>();

  function open(person: Person) {
    const tokens = { access_token: newToken(), refresh_token: newToken() };
    access.set(tokens.access_token, person);
    refresh.set(tokens.refresh_token, person);
    return say(0, { ...tokens, expires_at: oldTime, expires_in: 604800 });
  }
  const tokenOf = ({ headers }: OldRequest): string => headers.authorization?.replace(/^(Token|Bearer) /, '') ?? '';
  const signedIn =
    (work: (person: Person, request: OldRequest) => ReturnType<OldHandler>): OldHandler =>
    (request) => {
      const person = access.get(tokenOf(request));
      return person ? work(person, request) : say(10004);
    };
  const page = ({ query }: OldRequest, rows: readonly object[]) => {
    const [number, size] = [Number(query.get('page_no') ?? 1), Number(query.get('page_size') ?? 20)];
    const data = rows.slice((number - 1) * size, number * size);
    return say(0, {
      total: rows.length,
      pages: Math.ceil(rows.length / size),
      current_page: number,
      page_size: size,
      data,
    });
  };
  const one = (rows: ReadonlyArray<{ id: number }>, id: string | undefined) => {
    const row = rows.find((each) => String(each.id) === id);
    return row ? say(0, row) : say(10001);
  };
  const faq = (content.faq ?? []).map((entry, index) => ({ id: index + 1, ...stamp, ...entry })).reverse();
  const categories = (content.categories ?? [])
    .map((entry, index) => ({ id: index + 1, ...stamp, ...entry }))
    .reverse();

  return serveOld(context, signIns, {
    special,
    unknown: () => ({ status: 404, ...say(10002) }),
    routes: {
      'POST /api/auth/send_code': () => say(0),
      'POST /api/auth/check_code': ({ fields }) => say(fields.code === '135790' ? 0 : 10008),
      'POST /api/auth/register': ({ fields: { account = '', code, password = '' } }) => {
        if (code !== '135790') return say(10008);
        const person = toPerson({ identifier: account, password }, 101 + people.length);
        people.push(person);
        return open(person);
      },
      'POST /api/auth/access_token': ({ fields: { account = '', password } }) => {
        const person = people.find((each) => each.account.identifier === account);
        const succeeded = person?.account.password === password;
        signIns.push({ identifier: account, succeeded });
        if (!person) return say(10006);
        return succeeded ? open(person) : say(10007);
      },
      'POST /api/auth/refresh_token': ({ fields: { refresh_token: token = '' } }) => {
        const person = refresh.get(token);
        refresh.delete(token);
        return person ? open(person) : say(10004);
      },
      'POST /api/auth/destroy_token': signedIn((_person, request) => {
        access.delete(tokenOf(request));
        return say(0);
      }),
      'GET /api/personal/info': signedIn(({ profile }) => say(0, profile)),
      'PUT /api/personal/info': signedIn(({ profile }, { fields }) => {
        for (const name of ['nickname', 'avatar', 'birthday', 'address'])
          if (name in fields) profile[name] = fields[name];
        if ('gender' in fields) profile.gender = Number(fields.gender);
        return say(0, profile);
      }),
      'POST /api/push/bind': signedIn((person, { fields: { client_id = '', client_type } }) => {
        const device = {
          id: person.devices.size + 1,
          ...stamp,
          user_id: person.id,
          client_id,
          client_type,
          switch: true,
        };
        person.devices.set(client_id, device);
        return say(0, device);
      }),
      'GET /api/push/switch/:client_id': signedIn((person, { params: { client_id = '' } }) => {
        const device = person.devices.get(client_id);
        return device ? say(0, device) : say(10001);
      }),
      'GET /api/push/log': signedIn((_person, request) => page(request, [])),
      'GET /api/push/log/:id': signedIn(() => say(10001)),
      'GET /api/message/count': signedIn(() => say(0, { push_count: 0, feedback_count: 0 })),
      'GET /api/faq': signedIn((_person, request) => page(request, faq)),
      'GET /api/faq/:id': signedIn((_person, { params }) => one(faq, params.id)),
      'GET /api/feedback_category': signedIn((_person, request) => page(request, categories)),
      'GET /api/feedback': signedIn((person, request) => page(request, person.feedback)),
      'POST /api/feedback': signedIn((person, { fields }) => {
        const entry = {
          id: person.feedback.length + 1,
          ...stamp,
          feedback_content: fields.feedback_content,
          feedback_status: 0,
          feedback_category_id: fields.feedback_category_id === undefined ? null : Number(fields.feedback_category_id),
          contact_phone: fields.contact_phone ?? '',
          user_id: person.id,
        };
        person.feedback.unshift(entry);
        return say(0, entry);
      }),
    },
  });
}

function toPerson(account: OldAccount, id: number): Person {
  const isEmail = account.identifier.includes('@');
  const profile = {
    id,
    area: isEmail ? '' : '86',
    phone: isEmail ? '' : account.identifier,
    email: isEmail ? account.identifier : '',
    openid: 'HuTfdXc8mENtNULFPBVt233cN2gzZ9lKqAcoUKed',
    role: 0,
    username: account.identifier,
    is_active: true,
    app_id: '',
    created_at: oldTime,
    updated_at: oldTime,
    nickname: '',
    avatar: '',
    gender: 2,
    birthday: '',
    address: '',
    ...account.profile,
  };
  return { id, account, profile, feedback: [], devices: new Map() };
}
