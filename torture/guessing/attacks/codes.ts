import { newPhone } from '../../../test/support/mobile.ts';
import { type Answer, call, type TestPortico } from '../../../test/support/portico.ts';
import { type Attack, allAtOnce, anotherAddress, expectAll } from '../attack.ts';

type Headers = Record<string, string>;

/** A door that sends codes and takes them. */
interface CodeDoor {
  name: string;
  newAccount(): string;
  /** As the outbox names it. */
  recipientOf(account: string): string;
  send(at: TestPortico, account: string, headers: Headers): Promise<Answer>;
  enter(at: TestPortico, account: string, code: string, headers: Headers): Promise<Answer>;
  isIn(answer: Answer): boolean;
}

const wrongTries = 5;
let mailboxes = 0;

const ofMobile = {
  send: (at: TestPortico, account: string, headers: Headers) =>
    call(`${at.url}/api/auth/send_code`, 'POST', { account }, headers),
  enter: (at: TestPortico, account: string, code: string, headers: Headers) =>
    call(`${at.url}/api/auth/register`, 'POST', { account, code, password: 'secret-1' }, headers),
  isIn: ({ body }: Answer) => body.code === 0,
};

const doors: readonly CodeDoor[] = [
  {
    name: 'an SMS code at desktop',
    newAccount: newPhone,
    recipientOf: (account) => `+86${account}`,
    send: (at, account, headers) => call(`${at.url}/api/user/sendCode`, 'POST', { account }, headers),
    enter: (at, account, code, headers) => call(`${at.url}/api/user/verifyCode`, 'POST', { account, code }, headers),
    isIn: ({ status }) => status === 200,
  },
  { name: 'an SMS code at mobile', newAccount: newPhone, recipientOf: (account) => `+86${account}`, ...ofMobile },
  {
    name: 'an e-mailed code at mobile',
    newAccount() {
      mailboxes += 1;
      return `guessed${mailboxes}@example.com`;
    },
    recipientOf: (account) => account,
    ...ofMobile,
  },
];

function attackOn(door: CodeDoor, from: string, isOneAddress: boolean): Attack {
  return {
    name: `${door.name}, from ${from}`,
    async run(at, guesses) {
      const prepare = async (): Promise<{ account: string; code: string }> => {
        const account = door.newAccount();
        await door.send(at, account, anotherAddress());
        return { account, code: at.codeFor(door.recipientOf(account)) };
      };
      const [victim, lucky, other] = await Promise.all([prepare(), prepare(), prepare()]);
      const address = anotherAddress();
      const guess = (index: number): Promise<Answer> => {
        const code = String((Number(victim.code) + 1 + index) % 1_000_000).padStart(6, '0');
        return door.enter(at, victim.account, code, isOneAddress ? address : anotherAddress());
      };
      const attack = allAtOnce(guesses, guess);
      const during = await door.enter(at, other.account, other.code, anotherAddress());
      const answers = await attack;
      const late = await door.enter(at, victim.account, victim.code, anotherAddress());
      for (let index = 0; index < wrongTries - 1; index += 1) {
        await door.enter(at, lucky.account, lucky.code === '000000' ? '000001' : '000000', address);
      }
      const afterFour = await door.enter(at, lucky.account, lucky.code, anotherAddress());
      return {
        figures: { guesses },
        faults: expectAll({
          'no guess is let in': !answers.some(door.isIn),
          'nothing is a fault': answers.every(({ status }) => status < 500),
          'after so many the right code is dead': !door.isIn(late),
          'after four wrong ones it is not': door.isIn(afterFour),
          'another’s code works meanwhile': door.isIn(during),
        }),
      };
    },
  };
}

export const codeAttacks: readonly Attack[] = doors.flatMap((door) => [
  attackOn(door, 'one address', true),
  attackOn(door, 'many addresses', false),
]);
