import type { Endings } from '../endings.ts';
import { type OldAnswer, type OldHandler, type OldServer, serveOld } from './old-server.ts';

const say = (data: unknown): Pick<OldAnswer, 'body'> => ({ body: { data, code: 1, msg: 'success' } });
const fail = (status: number, msg: string, more: object = {}): Pick<OldAnswer, 'status' | 'body'> => ({
  status,
  body: { data: null, code: 0, msg, ...more },
});
const refused = {
  code: 4403,
  desc: "openApi 认证失败，请在请求头 api-token 中提供正确的 openApiToken。注意，新版本将'cookieApiToken'改名为'openApiToken',请及时重置修改密码重置此token",
};

/** The old panel: it knows no accounts but what scripts push, and one token that its operator chose. */
export function startOldPanel(context: Endings, { token }: { token: string }): Promise<OldServer> {
  const pins = new Map<string, { hasCookie: boolean }>();
  const guarded =
    (work: OldHandler): OldHandler =>
    (request) =>
      request.headers['api-token'] === token ? work(request) : fail(403, '认证失败!', refused);
  return serveOld(context, [], {
    unknown: () => fail(400, '请求的地址不存在'),
    routes: {
      'POST /openApi/updateCookie': guarded(({ fields: { ptPin = '', cookie = ptPin } }) => {
        const pin = /pt_pin=([^;]+)/.exec(cookie)?.[1] ?? cookie;
        if (pin === '') return fail(422, '请求参数不正确');
        pins.set(pin, { hasCookie: cookie.includes('pt_key=') });
        return say(null);
      }),
      'POST /openApi/addOrUpdateAccount': guarded(({ fields: { ptPin = '', ptKey = '', wsKey = '' } }) => {
        if (ptPin === '' || wsKey === '') return fail(422, '请求参数不正确');
        pins.set(ptPin, { hasCookie: ptKey !== '' || pins.get(ptPin)?.hasCookie === true });
        return say(null);
      }),
      'GET /openApi/count': guarded(() => {
        const cookieCount = [...pins.values()].filter(({ hasCookie }) => hasCookie).length;
        return say({ cookieCount, accountCount: pins.size });
      }),
    },
  });
}
