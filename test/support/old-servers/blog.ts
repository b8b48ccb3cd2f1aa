import { createHash, randomBytes } from 'node:crypto';
import type { Endings } from '../endings.ts';
import {
  type OldAccount,
  type OldAnswer,
  type OldHandler,
  type OldRequest,
  type OldServer,
  serveOld,
} from './old-server.ts';
import { newOldJwt } from './old-token.ts';

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');
const fail = (code: number, msg: string): Pick<OldAnswer, 'status' | 'body'> => ({ status: code, body: { code, msg } });
const say = (data: unknown): Pick<OldAnswer, 'body'> => ({ body: { code: 200, msg: 'success', data } });

/** The key that its front ends sign with. */
export interface OldSigningKey {
  key: string;
  secret: string;
}

/** What every captcha of it says. */
export const oldBlogCaptcha = 'abcd';

/** The old blog. Identifiers are `account`s; passwords are given in clear, and arrive as their md5. */
export function startOldBlog(
  context: Endings,
  { accounts = [], signing }: { accounts?: OldAccount[]; signing: OldSigningKey },
): Promise<OldServer> {
  const signIns: OldServer['signIns'] = [];
  const people = new Map(
    accounts.map((account) => [account.identifier, { account, passwordMd5: md5(account.password) }]),
  );
  const sessions = new Set<string>();
  const captchas = new Set<string>();
  const view = ({ identifier, profile }: OldAccount) => ({
    account: identifier,
    email: `${identifier}@example.com`,
    emailVerified: false,
    status: 'pending',
    nick: identifier,
    created: 1561083720816,
    type: 'client',
    level: 0,
    ...profile,
  });
  const signed =
    (work: OldHandler): OldHandler =>
    (request) =>
      findSignatureFault(request, signing) ?? work(request);

  return serveOld(context, signIns, {
    unknown: () => fail(404, '请求的资源不存在'),
    routes: {
      'GET /blogapi/service/captcha': signed(() => {
        const id = randomBytes(9).toString('base64url');
        captchas.add(id);
        const headers = {
          'content-type': 'image/svg+xml',
          'set-cookie': `blog_captcha=${id}; Path=/blogapi; HttpOnly`,
        };
        return { headers, body: '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="44"></svg>' };
      }),
      'POST /blogapi/reg': signed(({ fields, headers: { cookie = '' } }) => {
        const { account = '', password = '', email, nick = `新用户-${account}`, captcha } = fields;
        const id = /blog_captcha=([\w-]+)/.exec(cookie)?.[1] ?? '';
        if (!captchas.delete(id) || captcha !== oldBlogCaptcha) return fail(400, '图形验证码不正确或已失效');
        if (people.has(account)) return fail(400, '已经存在的用户名');
        const made: OldAccount = { identifier: account, password: '', profile: { email, nick } };
        people.set(account, { account: made, passwordMd5: password });
        return say(view(made));
      }),
      'POST /blogapi/login': signed(({ fields: { account = '', password } }) => {
        const person = people.get(account);
        const succeeded = person?.passwordMd5 === password;
        signIns.push({ identifier: account, succeeded });
        if (!person || !succeeded) return fail(401, '用户名或密码错误');
        const token = newOldJwt({ user_id: account });
        sessions.add(token);
        return say({ ...view(person.account), token });
      }),
      'GET /admin/logout': signed(({ headers }) => {
        const token = String(headers['access-token'] ?? '');
        if (token === '') return fail(511, '请求头缺少 access-token');
        if (!sessions.delete(token)) return fail(401, '登录已失效，请重新登录');
        return { body: { code: 200, msg: 'success' } };
      }),
    },
  });
}

/** blog §1, as its document computes it: values by the order of their names, then the secret. */
function findSignatureFault(
  { query, fields }: OldRequest,
  { key, secret }: OldSigningKey,
): ReturnType<OldHandler> | undefined {
  const { auth_key: authKey, token, ...parameters } = { ...Object.fromEntries(query), ...fields };
  if (authKey === undefined) return fail(512, '缺少 auth_key');
  const values = Object.keys(parameters)
    .sort()
    .map((name) => parameters[name]);
  if (authKey !== key || token !== md5(values.join('') + secret)) return fail(514, '接口参数 token 验证失败');
  return undefined;
}
