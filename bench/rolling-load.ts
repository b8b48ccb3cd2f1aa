import { randomBytes, randomInt } from 'node:crypto';
import { sign } from '../test/support/blog.ts';
import { uploadBody } from '../test/support/desktop.ts';
import { toQuery } from '../test/support/encodings.ts';
import { createKeptConnections, type KeptAnswer, type KeptRequest } from '../test/support/kept-connections.ts';
import { signInAtConsole } from '../test/support/management.ts';
import { registerMobile, signInDesktop } from '../test/support/mobile-and-desktop.ts';
import { credentials, type TestPortico } from '../test/support/portico.ts';
import { logInAsOwner } from '../test/support/staff.ts';

/** One kind of request, how often it is sent among the others, and what the right answer says. */
interface Kind {
  name: string;
  weight: number;
  says: string | Buffer;
  send(): Promise<KeptAnswer>;
}

/** What was asked so far. */
export interface Asked {
  total: number;
  byKind: Map<string, number>;
  /** What went wrong, in words, of every request that failed. */
  failures: string[];
}

/** Where everybody asks: behind the balancer. */
export interface Entrance {
  url: string;
  panelUrl: string;
}

const password = 'secret_-1';
const releaseBytes = randomBytes(64 * 1024);
const { ask } = createKeptConnections();

/** Makes accounts and what they need at `setUp`; their clients then ask at `entrance`, one after another each, until `stop`. */
export async function startRollingLoad(
  setUp: TestPortico,
  entrance: Entrance,
  people: number,
): Promise<{ asked: Asked; stop(): Promise<void> }> {
  const asked: Asked = { total: 0, byKind: new Map(), failures: [] };
  const shared = await createSharedKinds(setUp, entrance);
  const clients: Kind[][] = [];
  for (let index = 0; index < people; index += 1) {
    const kinds = [...shared, ...(await createOwnKinds(setUp, entrance, index))];
    clients.push(kinds.flatMap((kind) => Array<Kind>(kind.weight).fill(kind)));
  }
  let isOver = false;
  const running = clients.map(async (kinds) => {
    while (!isOver) await sendOne(pick(kinds), asked);
  });
  return {
    asked,
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };
}

async function sendOne(kind: Kind, asked: Asked): Promise<void> {
  const failure = await kind.send().then(
    ({ status, body }) => (body.includes(kind.says) ? undefined : `${status} ${body.subarray(0, 200)}`),
    (error: Error) => String(error),
  );
  asked.total += 1;
  asked.byKind.set(kind.name, (asked.byKind.get(kind.name) ?? 0) + 1);
  if (failure !== undefined) asked.failures.push(`${new Date().toISOString()} ${kind.name}: ${failure}`);
}

function pick(kinds: readonly Kind[]): Kind {
  return kinds[randomInt(kinds.length)] as Kind;
}

/** What one person's programs send, with sessions of his own. */
async function createOwnKinds(setUp: TestPortico, { url, panelUrl }: Entrance, index: number): Promise<Kind[]> {
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
async function createSharedKinds(setUp: TestPortico, { url }: Entrance): Promise<Kind[]> {
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
