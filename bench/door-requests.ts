import { randomBytes } from 'node:crypto';
import { sign } from '../test/support/blog.ts';
import { uploadBody } from '../test/support/desktop.ts';
import { toQuery } from '../test/support/encodings.ts';
import { createKeptConnections, type KeptAnswer, type KeptRequest } from '../test/support/kept-connections.ts';
import { signInAtConsole } from '../test/support/management.ts';
import { registerMobile, signInDesktop } from '../test/support/mobile-and-desktop.ts';
import { credentials, type TestPortico } from '../test/support/portico.ts';
import { logInAsOwner } from '../test/support/staff.ts';

/** One kind of request, how often it is sent among the others, and what the right answer says. */
export interface DoorRequest {
  name: string;
  weight: number;
  says: string | Buffer;
  send(): Promise<KeptAnswer>;
}

/** Where everybody asks: a node, or a balancer in front of several. */
export interface Entrance {
  url: string;
  panelUrl: string;
}

const password = 'secret_-1';
const releaseBytes = randomBytes(64 * 1024);
const { ask } = createKeptConnections();

/** Sends one and answers what went wrong, in words; undefined: nothing. */
export async function findFailure({ send, says }: DoorRequest): Promise<string | undefined> {
  return send().then(
    ({ status, body }) => (body.includes(says) ? undefined : `${status} ${body.subarray(0, 200)}`),
    (error: Error) => String(error),
  );
}

/** What one person's programs send, with sessions of his own. */
export async function createOwnRequests(
  setUp: TestPortico,
  { url, panelUrl }: Entrance,
  index: number,
): Promise<DoorRequest[]> {
  // A phone gets one code a minute, whichever door sends it.
  const [phone, other] = [String(13_600_000_000 + index), String(13_700_000_000 + index)];
  let tokens: { access_token: string; refresh_token: string } = (await registerMobile(setUp, phone, password)).body
    .data;
  const desktop = { authorization: (await signInDesktop(setUp, other)).body.data.token as string };
  const headers = { 'api-token': credentials.panelToken };
  const cookie = { ptPin: `pt_key=${randomBytes(8).toString('hex')};pt_pin=jd_${phone};` };
  const post = (path: string, body: object, more?: KeptRequest) => ask(url + path, { method: 'POST', body, ...more });
  async function takeTokens(path: string, body: object): Promise<KeptAnswer> {
    const answer = await post(path, body);
    if (answer.body.includes('"code":0')) tokens = JSON.parse(answer.body.toString()).data;
    return answer;
  }
  return [
    {
      name: 'mobile: own page',
      weight: 30,
      says: '"code":0',
      send: () => ask(`${url}/api/personal/info`, { headers: { authorization: `Token ${tokens.access_token}` } }),
    },
    {
      name: 'mobile: fresh tokens',
      weight: 10,
      says: '"code":0',
      send: () => takeTokens('/api/auth/refresh_token', { refresh_token: tokens.refresh_token }),
    },
    {
      name: 'mobile: password',
      weight: 2,
      says: '"code":0',
      send: () => takeTokens('/api/auth/access_token', { account: phone, password }),
    },
    {
      name: 'desktop: heartbeat',
      weight: 30,
      says: '"openid"',
      send: () => post('/api/heart/check', {}, { headers: desktop }),
    },
    {
      name: 'panel: cookie',
      weight: 10,
      says: '"code":1',
      send: () => ask(`${panelUrl}/openApi/updateCookie`, { method: 'POST', headers, body: cookie }),
    },
    { name: 'panel: count', weight: 5, says: '"code":1', send: () => ask(`${panelUrl}/openApi/count`, { headers }) },
  ];
}

/** What anybody sends, or one in his office for all. */
export async function createSharedRequests(setUp: TestPortico, { url }: Entrance): Promise<DoorRequest[]> {
  const owner = await signInAtConsole(setUp);
  const rights = { name: 'publisher', rights: ['releases:write'] };
  const publisher = { authorization: (await owner.call('POST', '/api-keys', { body: rights })).body.key as string };
  const staff = await logInAsOwner(setUp);
  let releases = 0;
  const publish = () => {
    releases += 1;
    const body = uploadBody(`1.${releases}`, releaseBytes, 'tool.zip');
    return ask(`${url}/api/upgrade/upload`, { method: 'POST', headers: publisher, body });
  };
  await publish();
  return [
    {
      name: 'blog: captcha',
      weight: 5,
      says: '<svg',
      send: () => ask(`${url}/blogapi/service/captcha?${toQuery(sign({}, Date.now()))}`),
    },
    {
      name: 'staff: directory',
      weight: 5,
      says: '"status":true',
      send: () => ask(`${url}/list/user?page=1&size=10`, { headers: staff }),
    },
    { name: 'console: page', weight: 2, says: '<html', send: () => ask(`${url}/console/`) },
    { name: 'desktop: release up', weight: 1, says: '/dist/tool-1.', send: publish },
    {
      name: 'desktop: release down',
      weight: 3,
      says: releaseBytes,
      send: () => ask(`${url}/dist/tool-1.1.zip`),
    },
  ];
}
