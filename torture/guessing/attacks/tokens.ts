import { createBlogClient, sign } from '../../../test/support/blog.ts';
import { toQuery } from '../../../test/support/encodings.ts';
import { type Answer, call, credentials, type TestPortico } from '../../../test/support/portico.ts';
import { type Attack, allAtOnce, anotherAddress, expectAll } from '../attack.ts';

type Headers = Record<string, string>;

const perMinute = 10;
const letters = 'x'.repeat(38);
const wrongToken = (index: number): string => `portico_panel_${letters}${String(index).padStart(5, '0')}`;

/** Where an attacker sits, by what the proxy tells of each request. */
const places: ReadonlyArray<[from: string, isOneAddress: boolean, make: () => (index: number) => Headers]> = [
  [
    'one address',
    true,
    () => {
      const address = anotherAddress();
      return () => address;
    },
  ],
  [
    'one address that forges what stands before it',
    true,
    () => {
      const { 'x-forwarded-for': address } = anotherAddress();
      return (index) => ({ 'x-forwarded-for': `192.0.2.${index % 250}, 203.0.113.${index % 250}, ${address}` });
    },
  ],
  [
    'one IPv6 network',
    true,
    () => {
      networks += 1;
      const network = networks.toString(16);
      return (index) => ({ 'x-forwarded-for': `2001:db8:0:${network}::${(index + 1).toString(16)}` });
    },
  ],
  ['many addresses', false, () => anotherAddress],
];
let networks = 0;

/** A secret that a header carries. */
interface Secret {
  name: string;
  ask(at: TestPortico, secret: string, headers: Headers): Promise<Answer>;
  wrong(index: number): string;
  right(at: TestPortico): Promise<string>;
  isIn(answer: Answer): boolean;
  /** Looked at and found wrong; what is over the limit is told something else. */
  isJudged(answer: Answer): boolean;
  /** Whether the right one is let in beside the limit, from the very address. */
  isSpared: boolean;
}

const secrets: readonly Secret[] = [
  {
    name: 'the panel’s token',
    ask: (at, token, headers) =>
      call(`${at.panelUrl}/openApi/count`, 'GET', undefined, { 'api-token': token, ...headers }),
    wrong: wrongToken,
    right: async () => credentials.panelToken,
    isIn: ({ status }) => status === 200,
    isJudged: ({ body }) => body.code === 4403,
    isSpared: false,
  },
  {
    name: 'an API key at management',
    ask: (at, key, headers) =>
      call(`${at.url}/management/v1/accounts`, 'GET', undefined, { authorization: `Bearer ${key}`, ...headers }),
    wrong: (index) => wrongToken(index).replace('_panel', ''),
    right: (at) => makeKey(at, 'accounts:read'),
    isIn: ({ status }) => status === 200,
    isJudged: ({ status }) => status === 401,
    isSpared: true,
  },
  {
    name: 'an API key at desktop’s upload',
    ask: (at, key, headers) =>
      call(`${at.url}/api/upgrade/upload`, 'POST', {}, { authorization: `Bearer ${key}`, ...headers }),
    wrong: (index) => wrongToken(index).replace('_panel', ''),
    right: (at) => makeKey(at, 'releases:write'),
    // There is no file with it.
    isIn: ({ status }) => status === 400,
    isJudged: ({ status }) => status === 401,
    isSpared: true,
  },
];

async function makeKey(at: TestPortico, right: 'accounts:read' | 'releases:write'): Promise<string> {
  const { core } = at.portico.house;
  return (await core.apiKeys.create({ name: 'guessed', rights: [right] }, { actor: 'cli' })).key;
}

function attackOn(secret: Secret, [from, isOneAddress, makeAddress]: (typeof places)[number]): Attack {
  return {
    name: `${secret.name}, from ${from}`,
    async run(at, guesses) {
      const right = await secret.right(at);
      const address = makeAddress();
      const attack = allAtOnce(guesses, (index) => secret.ask(at, secret.wrong(index), address(index)));
      const during = await secret.ask(at, right, anotherAddress());
      const answers = await attack;
      const judged = answers.filter(secret.isJudged).length;
      const after = await secret.ask(at, right, anotherAddress());
      const beside = await secret.ask(at, right, address(0));
      return {
        figures: { guesses, ...(isOneAddress && { 'judged, of 10 that may be': judged }) },
        faults: expectAll({
          'no guess is let in': !answers.some(secret.isIn),
          [`no more than ${perMinute} are judged of one address, not ${judged}`]: !isOneAddress || judged <= perMinute,
          'who has it is let in meanwhile': secret.isIn(during),
          'who has it is let in afterwards': secret.isIn(after),
          'who has it is let in from the very address, where that is promised': !secret.isSpared || secret.isIn(beside),
        }),
      };
    },
  };
}

const signature: Attack = {
  name: 'the blog’s signature, from many addresses',
  async run(at, guesses) {
    const path = `${at.url}/blogapi/service/captcha`;
    const ask = (index: number): Promise<Answer> => {
      const fields = { ...sign({}, at.clock.now()), token: index.toString(16).padStart(32, '0') };
      return call(`${path}?${toQuery(fields)}`, 'GET', undefined, anotherAddress());
    };
    const attack = allAtOnce(guesses, ask);
    const during = await createBlogClient(at).get('/blogapi/service/captcha', {}, anotherAddress());
    const answers = await attack;
    return {
      figures: { guesses },
      faults: expectAll({
        'each is told that it is wrong': answers.every(({ status }) => status === 514),
        'who can sign is let in meanwhile': during.status === 200,
      }),
    };
  },
};

const resetLink: Attack = {
  name: 'the link for a new password, from one address',
  async run(at, guesses) {
    const address = anotherAddress();
    const answers = await allAtOnce(guesses, (index) => {
      const body = { token: `${letters}${String(index).padStart(5, '0')}`, password: 'a-long-and-rare-one-7' };
      return call(`${at.url}/management/v1/password-resets/consume`, 'POST', body, address);
    });
    const judged = answers.filter(({ body }) => body.code === 'reset_link.wrong').length;
    return {
      figures: { guesses, 'judged, of 10 that may be': judged },
      faults: expectAll({
        [`no more than ${perMinute} are judged, not ${judged}`]: judged <= perMinute,
        'the others are told that they are too many': answers.every(
          ({ status, body }) => status === 429 || body.code === 'reset_link.wrong',
        ),
      }),
    };
  },
};

export const tokenAttacks: readonly Attack[] = [
  ...secrets.flatMap((secret) => places.map((place) => attackOn(secret, place))),
  signature,
  resetLink,
];
