import type { PassingAnswer, Plant } from './faulty-server.ts';

/** The six kinds of differences that are planted. */
export type PlantKind =
  | 'dropped field'
  | 'wrong type'
  | 'wrong code'
  | 'wrong envelope'
  | 'wrong status'
  | 'wrong header';

type PlantedContract = 'desktop' | 'mobile' | 'staff' | 'panel' | 'blog';

/** One row of the table. */
export interface PlantedRow extends Plant {
  contract: PlantedContract;
  kind: PlantKind;
  /** What is done to which answer, for people. */
  what: string;
  /** Which cases may find it: those of the endpoint. */
  only: string;
}

type Json = Record<string, unknown>;
type When = (answer: PassingAnswer, json: Json) => boolean;
type Change = (json: Json, answer: PassingAnswer) => unknown;

const wentWell: Record<PlantedContract, When> = {
  desktop: ({ status }) => status < 300,
  mobile: (_, json) => json.code === 0,
  staff: (_, json) => json.status === true,
  panel: (_, json) => json.code === 1,
  blog: ({ status }) => status === 200,
};

/** What stands at a path of a body, and how another stands there. */
function at(path: string, change: (owner: Json, name: string) => void): Change {
  return (json) => {
    const names = path.split('.');
    const last = names.pop() as string;
    let owner: unknown = json;
    for (const name of names) owner = (owner as Json | undefined)?.[name];
    if (typeof owner === 'object' && owner !== null) change(owner as Json, last);
    return json;
  };
}

const drop = (path: string): Change => at(path, (owner, name) => delete owner[name]);
const set = (path: string, value: unknown): Change =>
  at(path, (owner, name) => {
    owner[name] = value;
  });
const asText = (path: string): Change =>
  at(path, (owner, name) => {
    owner[name] = String(owner[name]);
  });

/** An endpoint of a contract, and what can be planted there. */
function endpoint(contract: PlantedContract, method: string, path: string | RegExp, only: string) {
  const isAt = (answer: PassingAnswer): boolean =>
    answer.method === method && (typeof path === 'string' ? answer.path === path : path.test(answer.path));
  const row = (kind: PlantKind, what: string, when: When, change: Plant['change']): PlantedRow => ({
    contract,
    kind,
    what: `${only.startsWith(method) ? only : `${method} ${only.replace('\\', '')}`}: ${what}`,
    only: `^${contract} ${only}:`,
    isIt: (answer) => isAt(answer) && when(answer, parse(answer.body)),
    change,
  });
  const body =
    (change: Change): Plant['change'] =>
    (answer) => ({
      body: Buffer.from(JSON.stringify(change(parse(answer.body), answer))),
    });
  const went = wentWell[contract];
  return {
    drops: (field: string, when: When = went) => row('dropped field', `no ${field}`, when, body(drop(field))),
    text: (field: string, when: When = went) => row('wrong type', `${field} as text`, when, body(asText(field))),
    type: (field: string, value: unknown, when: When = went) =>
      row('wrong type', `${field} is ${JSON.stringify(value)}`, when, body(set(field, value))),
    code: (field: string, value: unknown, when: When = went) =>
      row('wrong code', `${field} is ${JSON.stringify(value)}`, when, body(set(field, value))),
    wraps: (what: string, change: Change, when: When = went) => row('wrong envelope', what, when, body(change)),
    page: (when: When = went) =>
      row('wrong envelope', 'an HTML page', when, ({ headers }) => ({
        headers: { ...headers, 'content-type': 'text/html' },
        body: Buffer.from('<!doctype html><h1>502 Bad Gateway</h1>'),
      })),
    status: (status: number, when: When = went) => row('wrong status', `HTTP ${status}`, when, () => ({ status })),
    header: (name: string, value: string | undefined, when: When = went) =>
      row('wrong header', value === undefined ? `no ${name}` : `${name}: ${value}`, when, ({ headers }) => {
        const { [name]: _, ...rest } = headers;
        return { headers: value === undefined ? rest : { ...rest, [name]: value } };
      }),
  };
}

function parse(body: Buffer): Json {
  try {
    return JSON.parse(body.toString()) as Json;
  } catch {
    return {};
  }
}

const says =
  (code: number): When =>
  (_, json) =>
    json.code === code;
const hasStatus =
  (status: number): When =>
  (answer) =>
    answer.status === status;
const failed: When = (_, json) => json.status === false;
const any: When = () => true;

const sendCode = endpoint('mobile', 'POST', '/api/auth/send_code', 'send_code');
const register = endpoint('mobile', 'POST', '/api/auth/register', 'register');
const accessToken = endpoint('mobile', 'POST', '/api/auth/access_token', 'access_token');
const refreshToken = endpoint('mobile', 'POST', '/api/auth/refresh_token', 'refresh_token');
const destroyToken = endpoint('mobile', 'POST', '/api/auth/destroy_token', 'destroy_token');
const getInfo = endpoint('mobile', 'GET', '/api/personal/info', 'GET personal/info');
const putInfo = endpoint('mobile', 'PUT', '/api/personal/info', 'PUT personal/info');
const bind = endpoint('mobile', 'POST', '/api/push/bind', 'push/bind');
const getSwitch = endpoint('mobile', 'GET', /^\/api\/push\/switch\//, 'PUT push/switch');
const faq = endpoint('mobile', 'GET', '/api/faq', 'GET faq');
const feedback = endpoint('mobile', 'POST', '/api/feedback', 'POST feedback');
const feedbackList = endpoint('mobile', 'GET', '/api/feedback', 'GET feedback');
const count = endpoint('mobile', 'GET', '/api/message/count', 'message/count');
const pushLog = endpoint('mobile', 'GET', '/api/push/log', 'GET push/log');

const mobileRows: PlantedRow[] = [
  sendCode.wraps('data is null', set('data', null)),
  sendCode.code('code', 10005, says(10010)),
  sendCode.header('retry-after', undefined, says(10010)),
  sendCode.code('code', 10000, says(10005)),
  sendCode.status(202),
  register.drops('data.refresh_token'),
  register.type('data.expires_in', '604800'),
  register.code('code', 10005, says(10008)),
  accessToken.drops('data.expires_at'),
  accessToken.type('data.access_token', 12345),
  accessToken.code('code', 10006, says(10007)),
  accessToken.code('code', 10007, says(10006)),
  accessToken.header('content-type', 'text/html'),
  refreshToken.drops('data.access_token'),
  refreshToken.code('code', 10005, says(10004)),
  destroyToken.wraps('no data', drop('data')),
  getInfo.drops('data.openid'),
  getInfo.drops('data.birthday'),
  getInfo.text('data.id'),
  getInfo.text('data.gender'),
  getInfo.type('data.is_active', 1),
  getInfo.type('data.created_at', '2026-12-01T05:00:00Z'),
  getInfo.status(401, says(10004)),
  getInfo.header('access-control-allow-origin', undefined),
  putInfo.type('data.nickname', 'somebody else'),
  putInfo.code('code', 0, says(10005)),
  bind.type('data.switch', 'true'),
  bind.drops('data.user_id'),
  getSwitch.type('data.switch', null),
  faq.wraps('the rows alone', (json) => (json.data as Json).data),
  faq.text('data.total'),
  faq.drops('data.data.0.external_link'),
  faq.code('code', 10001, says(10005)),
  feedback.type('data.feedback_category_id', '', (answer, json) => wentWell.mobile(answer, json)),
  feedback.drops('data.feedback_status'),
  feedbackList.type('data.page_size', '20'),
  count.drops('data.feedback_count'),
  count.text('data.push_count'),
  pushLog.drops('data.data.0.push_status'),
  endpoint('mobile', 'GET', '/api/nothing', '\\*').code('code', 10001, any),
  endpoint('mobile', 'GET', '/api/nothing', '\\*').status(200, any),
  endpoint('mobile', 'OPTIONS', '/api/faq', 'GET faq').header('access-control-allow-headers', undefined, any),
];

const captcha = endpoint('blog', 'GET', '/blogapi/service/captcha', 'captcha');
const reg = endpoint('blog', 'POST', '/blogapi/reg', 'reg');
const login = endpoint('blog', 'POST', '/blogapi/login', 'login');
const logout = endpoint('blog', 'GET', '/admin/logout', 'logout');
const link = endpoint('blog', 'GET', '/blogapi/verify-email', 'GET verify-email');

const blogRows: PlantedRow[] = [
  captcha.header('content-type', 'text/html'),
  captcha.header('x-captcha-id', undefined),
  captcha.header('set-cookie', 'portico_captcha=x; Path=/blogapi; Max-Age=120; SameSite=Lax'),
  captcha.header('cache-control', 'max-age=60'),
  captcha.status(201),
  captcha.code('code', 401, says(514)),
  captcha.status(401, hasStatus(512)),
  captcha.drops('errors', says(400)),
  reg.drops('data.emailVerified'),
  reg.text('data.created'),
  reg.type('data.level', '0'),
  reg.code('data.status', 'normal'),
  reg.code('code', 200, says(201)),
  reg.code('code', 500, says(513)),
  reg.type('errors', 'account', says(400)),
  reg.drops('errors.0.field', says(400)),
  login.drops('data.token'),
  login.type('data.emailVerified', 0),
  login.drops('data.type'),
  login.status(200, hasStatus(401)),
  login.wraps('no code', drop('code')),
  login.wraps('message for msg', ({ msg, ...json }) => ({ ...json, message: msg }), hasStatus(401)),
  logout.code('code', 401, says(511)),
  logout.status(401, hasStatus(521)),
  logout.wraps('inside data', (json) => ({ data: json })),
  link.drops('data.emailVerified', says(200)),
  link.status(410, says(400)),
  endpoint('blog', 'GET', '/blogapi/nothing/here', '\\*').page(any),
];

const deskSend = endpoint('desktop', 'POST', '/api/user/sendCode', 'sendCode');
const deskVerify = endpoint('desktop', 'POST', '/api/user/verifyCode', 'verifyCode');
const upload = endpoint('desktop', 'POST', '/api/upgrade/upload', 'upload');
const checkVersion = endpoint('desktop', 'POST', '/api/upgrade/checkVersion', 'checkVersion');
const heart = endpoint('desktop', 'POST', '/api/heart/check', 'heart/check');
const dist = endpoint('desktop', 'GET', /^\/dist\//, 'dist');
const distHead = endpoint('desktop', 'HEAD', /^\/dist\//, 'dist');

const desktopRows: PlantedRow[] = [
  deskSend.drops('data.BizId'),
  deskSend.wraps('meta beside data', ({ data, meta }) => ({ data, ...(meta as Json) })),
  deskSend.status(429, hasStatus(403)),
  deskSend.code('meta.status', 200, hasStatus(400)),
  deskVerify.drops('data.breif'),
  deskVerify.type('data.status', '1'),
  deskVerify.type('data.license_number', 0),
  deskVerify.type('data.token', null),
  deskVerify.status(201),
  deskVerify.code('meta.status', 500, hasStatus(400)),
  upload.drops('data.path'),
  upload.status(403, hasStatus(401)),
  upload.code('meta.status', 401, hasStatus(403)),
  checkVersion.drops('data.sha256'),
  checkVersion.text('data.size'),
  checkVersion.type('data.release_time', 1700000000),
  checkVersion.page(),
  heart.status(200),
  heart.code('meta.status', 200),
  heart.drops('data.modify_time'),
  heart.drops('data.license.status'),
  heart.text('data.is_delete'),
  heart.type('data.create_time', '2026-12-01 05:00:00'),
  heart.code('meta.status', 403, hasStatus(401)),
  dist.header('etag', undefined, hasStatus(206)),
  dist.header('content-range', undefined, hasStatus(206)),
  dist.header('content-disposition', 'inline', hasStatus(200)),
  dist.status(200, hasStatus(206)),
  dist.status(400, hasStatus(404)),
  distHead.header('accept-ranges', undefined, hasStatus(200)),
  distHead.status(200, hasStatus(304)),
];

const staffCaptcha = endpoint('staff', 'GET', '/captcha', 'captcha');
const staffLogin = endpoint('staff', 'POST', '/login', 'login');
const signUp = endpoint('staff', 'PUT', '/signUp', 'PUT signUp');
const list = endpoint('staff', 'GET', '/list/user', 'list/user');
const user = endpoint('staff', 'GET', /^\/user\/\d+$/, 'GET user/:id');
const change = endpoint('staff', 'PUT', /^\/user\/\d+$/, 'PUT user/:id');
const audit = endpoint('staff', 'PUT', /^\/audit\/user\/\d+$/, 'audit/user/:id');
const removal = endpoint('staff', 'DELETE', /^\/user\/\d+$/, 'DELETE user/:id');

const staffRows: PlantedRow[] = [
  staffCaptcha.drops('data.captcha_id'),
  staffCaptcha.type('data.picture', 'data:image/svg+xml;base64,PHN2Zz4='),
  staffCaptcha.code('cmd', 'Captcha'),
  staffLogin.text('data.user_level'),
  staffLogin.drops('data.account_status'),
  staffLogin.code('status', true, failed),
  staffLogin.type('data', {}, failed),
  signUp.code('status', 1),
  signUp.wraps('no cmd', drop('cmd'), failed),
  list.text('data.last_page'),
  list.type('data.data', {}),
  list.drops('data.data.0.create_time'),
  list.code('data.data.0.account_status', 1),
  list.header('x-request-id', undefined),
  user.text('data.id'),
  user.drops('data.position'),
  user.status(403, failed),
  change.type('data', true),
  audit.code('cmd', 'audit/user/1'),
  removal.type('data', []),
  endpoint('staff', 'GET', '/nothing/here', '\\*').status(200, any),
];

const update = endpoint('panel', 'POST', '/openApi/updateCookie', 'updateCookie');
const both = endpoint('panel', 'POST', '/openApi/addOrUpdateAccount', 'addOrUpdateAccount');
const remove = endpoint('panel', 'POST', '/openApi/cookie/delete', 'cookie/delete');
const counts = endpoint('panel', 'GET', '/openApi/count', 'count');

const panelRows: PlantedRow[] = [
  update.type('data', {}),
  update.code('code', 200),
  update.status(201),
  update.code('code', 1, hasStatus(422)),
  update.status(400, hasStatus(422)),
  update.drops('desc', says(4403)),
  update.code('code', 0, says(4403)),
  update.status(401, says(4403)),
  both.drops('msg'),
  both.wraps('message for msg', ({ msg, ...json }) => ({ ...json, message: msg })),
  both.status(200, hasStatus(422)),
  remove.text('data.deleteCount'),
  remove.drops('data.cookieCount'),
  counts.text('data.accountCount'),
  counts.header('access-control-allow-origin', 'http://localhost'),
  endpoint('panel', 'GET', '/openApi/nothing', '\\*').status(404, any),
];

/** All that is planted, one at a time. */
export const plantedRows: readonly PlantedRow[] = [
  ...mobileRows,
  ...blogRows,
  ...desktopRows,
  ...staffRows,
  ...panelRows,
];
