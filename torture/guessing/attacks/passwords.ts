import { md5, sign } from '../../../test/support/blog.ts';
import { createMobileClient, mobilePassword, newPhone } from '../../../test/support/mobile.ts';
import { type Answer, call, type TestPortico } from '../../../test/support/portico.ts';
import { type Attack, allAtOnce, anotherAddress, expectAll, getsIn } from '../attack.ts';

type Headers = Record<string, string>;

const perAccount = 5;
const perAddress = 30;
const ownDevice = { 'user-agent': 'the phone of its owner' };

const signIn = (at: TestPortico, account: string, password: string, headers: Headers): Promise<Answer> =>
  call(`${at.url}/api/auth/access_token`, 'POST', { account, password }, headers);
const isIn = ({ body }: Answer): boolean => body.code === 0;

/** At whichever door: the count is one over all of them. */
function guessAtSomeDoor(at: TestPortico, account: string, index: number, headers: Headers): Promise<Answer> {
  const password = `guess-${index}`;
  if (index % 3 === 0) return signIn(at, account, password, headers);
  if (index % 3 === 1)
    return call(`${at.url}/management/v1/session`, 'POST', { identifier: account, password }, headers);
  return call(
    `${at.url}/blogapi/login`,
    'POST',
    sign({ account, password: md5(password), guess: index }, at.clock.now()),
    headers,
  );
}

/** Whether the password was looked at, and found wrong; what was refused before says something else. */
function isJudged({ status, body }: Answer): boolean {
  return body.code === 10007 || body.code === 'password.wrong' || (status === 401 && body.code === 401);
}

/** Somebody who signed in once from where they always do. */
async function makeOwner(at: TestPortico): Promise<{ phone: string; headers: Headers }> {
  const { phone } = await createMobileClient(at).join(newPhone());
  const headers = { ...ownDevice, ...anotherAddress() };
  await signIn(at, phone, mobilePassword, headers);
  return { phone, headers };
}

function ofOneAccount(from: string, addressOf: () => () => Headers): Attack {
  return {
    name: `one account’s password, at three doors, from ${from}`,
    async run(at, guesses) {
      const owner = await makeOwner(at);
      const address = addressOf();
      const attack = allAtOnce(guesses, (index) => guessAtSomeDoor(at, owner.phone, index, address()));
      const during = await getsIn(() => signIn(at, owner.phone, mobilePassword, owner.headers), isIn);
      const answers = await attack;
      const judged = answers.filter(isJudged).length;
      const late = await signIn(at, owner.phone, mobilePassword, anotherAddress());
      const after = await getsIn(() => signIn(at, owner.phone, mobilePassword, owner.headers), isIn);
      return {
        figures: { guesses, 'judged, of 5 that may be': judged },
        faults: expectAll({
          [`no more than ${perAccount} are judged, not ${judged}`]: judged <= perAccount,
          'no guess opens anything': !answers.some(
            ({ status, body }) => status === 201 || body.code === 0 || body.code === 200,
          ),
          'the right one waits too from an unknown device, once five were wrong':
            late.status === 429 || judged < perAccount,
          'its owner gets in meanwhile': during !== undefined,
          'its owner gets in afterwards': after !== undefined,
        }),
      };
    },
  };
}

const ofManyAccounts: Attack = {
  name: 'one password at many accounts, from one address',
  async run(at, guesses) {
    const owner = await makeOwner(at);
    const address = anotherAddress();
    const attack = allAtOnce(guesses, (index) =>
      signIn(at, `1350000${String(index).padStart(4, '0')}`, 'password1', address),
    );
    const during = await getsIn(() => signIn(at, owner.phone, mobilePassword, owner.headers), isIn);
    const judged = (await attack).filter(({ body }) => body.code === 10006 || body.code === 10007).length;
    const stranger = await getsIn(() => signIn(at, owner.phone, mobilePassword, anotherAddress()), isIn);
    return {
      figures: { guesses, 'judged, of 30 that may be': judged },
      faults: expectAll({
        [`no more than ${perAddress} are judged, not ${judged}`]: judged <= perAddress,
        'others get in meanwhile': during !== undefined,
        'others get in afterwards, from wherever': stranger !== undefined,
      }),
    };
  },
};

/** None of them breaks a limit: what they take is the time of the hashes. */
const ofEverybody: Attack = {
  name: 'many accounts, each from an address of its own',
  async run(at, guesses) {
    const owner = await makeOwner(at);
    const login = (index: number): Promise<Answer> => {
      const fields = sign({ account: `nobody-${index}`, password: md5('password1') }, at.clock.now());
      return call(`${at.url}/blogapi/login`, 'POST', fields, anotherAddress());
    };
    const attack = allAtOnce(guesses, login);
    const tries = await getsIn(() => signIn(at, owner.phone, mobilePassword, owner.headers), isIn);
    const answers = await attack;
    const busy = answers.filter(({ status }) => status === 504).length;
    const after = await getsIn(() => signIn(at, owner.phone, mobilePassword, owner.headers), isIn);
    return {
      figures: { guesses, 'told that the server is busy': busy, 'tries until the owner was in': tries ?? 'never' },
      faults: expectAll({
        'each is judged, or told that the server is busy': answers.every(({ status }) => [401, 504].includes(status)),
        'others get in meanwhile': tries !== undefined,
        'others get in afterwards': after !== undefined,
      }),
    };
  },
};

export const passwordAttacks: readonly Attack[] = [
  ofOneAccount('one address', () => {
    const address = anotherAddress();
    return () => address;
  }),
  ofOneAccount('many addresses', () => anotherAddress),
  ofManyAccounts,
  ofEverybody,
];
