import { randomBytes } from 'node:crypto';
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

const words = {
  success: 'success',
  notAllowed: '权限不足，操作失败',
  wrongPassword: '用户名或密码错误',
  wrongCaptcha: '验证码错误或已过期',
  unknownUser: '用户不存在',
  waiting: '用户正在等待审核中',
} as const;
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What every captcha of it says. */
export const oldCaptcha = 'a1b2c';

interface Person {
  id: number;
  account: OldAccount;
  status: number;
  level: number;
  shown: Record<string, unknown>;
}

/** The old staff directory. Identifiers are nicknames; `profile` may give `user_level` (3 unless told) and what is shown; `always`: a captcha that it takes from whoever knows it. */
export function startOldStaff(
  context: Endings,
  { accounts = [], always }: { accounts?: OldAccount[]; always?: { id: string; code: string } } = {},
): Promise<OldServer> {
  const signIns: OldServer['signIns'] = [];
  let people = accounts.map(toPerson);
  const sessions = new Map<string, Person>();
  const captchas = new Set<string>();

  const say = (request: OldRequest, status: boolean, data: unknown, message: string): Pick<OldAnswer, 'body'> => {
    const path = request.path.slice(1);
    return { body: { status, data, message, cmd: path.startsWith('audit/user/') ? 'audit/user' : path } };
  };
  /** Down to a level, or for oneself. */
  const allowed =
    (level: number, work: (person: Person, request: OldRequest) => ReturnType<OldHandler>): OldHandler =>
    (request) => {
      const person = sessions.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
      const isOneself = person !== undefined && String(person.id) === request.params.id;
      return person && (person.level <= level || isOneself)
        ? work(person, request)
        : say(request, false, [], words.notAllowed);
    };
  const withTarget = (
    request: OldRequest,
    work: (target: Person) => ReturnType<OldHandler>,
  ): ReturnType<OldHandler> => {
    const target = people.find(({ id }) => String(id) === request.params.id);
    return target ? work(target) : say(request, false, [], words.unknownUser);
  };

  return serveOld(context, signIns, {
    unknown: (request) => ({ status: 404, ...say(request, false, [], '访问的接口不存在') }),
    routes: {
      'GET /captcha': (request) => {
        const id = randomBytes(16).toString('hex');
        captchas.add(id);
        return say(request, true, { id, picture: `data:image/png;base64,${onePixel}` }, words.success);
      },
      'POST /login': (request) => {
        const { nickname = '', passwd, captcha_id: captchaId = '', captcha_code: code } = request.fields;
        const isAlwaysTaken = captchaId === always?.id && code === always?.code;
        if (!isAlwaysTaken && (!captchas.delete(captchaId) || code !== oldCaptcha))
          return say(request, false, [], words.wrongCaptcha);
        const person = people.find(({ account }) => account.identifier === nickname);
        const succeeded = person?.account.password === passwd;
        signIns.push({ identifier: nickname, succeeded });
        if (!person || !succeeded) return say(request, false, [], words.wrongPassword);
        if (person.status !== 1) return say(request, false, [], words.waiting);
        const token = newOldJwt({ id: person.id });
        sessions.set(token, person);
        const data = { account_status: person.status, id: person.id, nickname, token, user_level: person.level };
        return say(request, true, data, '登录成功');
      },
      'GET /list/user': allowed(2, (_person, request) => {
        const page = Number(request.query.get('page') ?? 1);
        const rows = people.toReversed().map(({ shown, status, level }) => ({
          ...shown,
          account_status: status === 1 ? '已审核' : '待审核',
          user_level: level,
          create_time: '2020-09-23 16:20',
        }));
        const frame = {
          total: rows.length,
          per_page: 15,
          current_page: page,
          last_page: Math.max(1, Math.ceil(rows.length / 15)),
        };
        return say(request, true, { ...frame, data: rows.slice((page - 1) * 15, page * 15) }, words.success);
      }),
      'GET /user/:id': allowed(2, (_person, request) =>
        withTarget(request, ({ shown }) => say(request, true, shown, words.success)),
      ),
      'PUT /user/:id': allowed(1, (_person, request) =>
        withTarget(request, ({ shown }) => {
          for (const name of ['name', 'phone', 'position', 'email'])
            if (name in request.fields) shown[name] = request.fields[name];
          return say(request, true, [], words.success);
        }),
      ),
      'PUT /audit/user/:id': allowed(1, (_person, request) =>
        withTarget(request, (target) => {
          target.status = 1;
          return say(request, true, [], words.success);
        }),
      ),
      'DELETE /user/:id': allowed(1, (_person, request) =>
        withTarget(request, (target) => {
          people = people.filter((each) => each !== target);
          return say(request, true, true, words.success);
        }),
      ),
    },
  });
}

function toPerson(account: OldAccount, index: number): Person {
  const { user_level: level = 3, account_status: status = 1, ...shown } = account.profile ?? {};
  const id = index + 1;
  return {
    id,
    account,
    status: Number(status),
    level: Number(level),
    shown: { email: '', id, name: '', nickname: account.identifier, phone: '', position: '', ...shown },
  };
}
