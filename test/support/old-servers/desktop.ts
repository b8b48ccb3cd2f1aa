import type { Endings } from '../endings.ts';
import { type OldAccount, type OldAnswer, type OldRequest, type OldServer, oldTime, serveOld } from './old-server.ts';
import { newOldJwt } from './old-token.ts';

/** A release that the old desktop back end has, the newest last. */
export interface OldRelease {
  version: number;
  path: string;
  bytes: Buffer;
}

const say = (data: unknown, msg = 'success', status = 200): Pick<OldAnswer, 'status' | 'body'> => ({
  status,
  body: { data, meta: { msg, status } },
});

/** The code that it has sent to everybody. */
export const oldDesktopCode = '135790';

/** The old back end of the licensed program; identifiers are mainland phones, and the code is the password. */
export function startOldDesktop(
  context: Endings,
  { accounts = [], releases = [] }: { accounts?: OldAccount[]; releases?: OldRelease[] } = {},
): Promise<OldServer> {
  const signIns: OldServer['signIns'] = [];
  const people = new Map(accounts.map((account) => [account.identifier, account]));
  const sessions = new Map<string, string>();
  const phoneOf = ({ headers }: OldRequest): string | undefined =>
    sessions.get(headers.authorization?.replace(/^(Bearer )+/, '') ?? '');

  return serveOld(context, signIns, {
    unknown: () => say(null, '请求的地址不存在', 400),
    routes: {
      'POST /api/user/sendCode': () =>
        say(
          { Message: 'OK', RequestId: 'D1BF04CD-50FD-5EE1-B172-B30733601C04', Code: 'OK', BizId: '9102^0' },
          '发送成功',
        ),
      'POST /api/user/verifyCode': ({ fields: { account = '', code } }) => {
        const succeeded = code === oldDesktopCode;
        signIns.push({ identifier: account, succeeded });
        if (!succeeded) return say(null, '验证码错误或已过期', 400);
        if (!people.has(account)) people.set(account, { identifier: account, password: '' });
        const shown = {
          account,
          password: '',
          name: '',
          imgsrc: '',
          signature: '',
          breif: null,
          license_number: null,
          status: 1,
          effect_date: null,
          expired_time: null,
          ...people.get(account)?.profile,
        };
        const token = newOldJwt(shown);
        sessions.set(token, account);
        return say({ ...shown, token: `Bearer ${token}` }, '登录成功！');
      },
      'POST /api/upgrade/checkVersion': () => {
        const newest = releases.at(-1);
        if (!newest) return say(null, '还没有发布任何版本', 404);
        const { version, path } = newest;
        return say({ version, path, full_path: '1', release_time: oldTime, desc: null });
      },
      'GET /dist/*': ({ path }) => {
        const release = releases.find((each) => each.path === path);
        if (!release) return { status: 404, body: say(null, '文件不存在', 404).body };
        const name = path.slice('/dist/'.length);
        const headers = {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${name}"`,
        };
        return { headers, body: release.bytes };
      },
      'POST /api/heart/check': (request) => {
        const phone = phoneOf(request);
        if (phone === undefined) return say(null, 'token 无效，请重新登录', 401);
        const person = {
          id: 28,
          username: phone,
          mobile: phone,
          type: 1,
          openid: 'HuTfdXc8mENtNULFPBVt233cN2gzZ9lKqAcoUKed',
          email: '',
          create_time: '2017-11-10T03:47:13.533Z',
          modify_time: null,
          is_delete: false,
          is_active: true,
          ...people.get(phone)?.profile,
        };
        return say(person, '用户创建成功', 201);
      },
    },
  });
}
