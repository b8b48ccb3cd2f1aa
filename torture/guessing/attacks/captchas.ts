import { createBlogClient, md5, sign } from '../../../test/support/blog.ts';
import { type Answer, call, credentials } from '../../../test/support/portico.ts';
import { type Attack, allAtOnce, anotherAddress, expectAll } from '../attack.ts';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Guess number `index`, of five characters. */
function guessOf(index: number): string {
  const at = (place: number): string => alphabet[Math.floor(index / alphabet.length ** place) % alphabet.length] ?? 'a';
  return [0, 1, 2, 3, 4].map(at).join('');
}

const atStaff: Attack = {
  name: 'one captcha at staff, the right answer among the guesses',
  async run(at, guesses) {
    const { id } = (await call(`${at.url}/captcha`, 'GET', undefined, anotherAddress())).body.data;
    const right = at.answerOf(id);
    const logIn = (captcha_code: string): Promise<Answer> =>
      call(
        `${at.url}/login`,
        'POST',
        { nickname: 'owner', passwd: credentials.ownerPassword, captcha_id: id, captcha_code },
        anotherAddress(),
      );
    const answers = await allAtOnce(guesses, (index) =>
      logIn(index === Math.floor(guesses / 2) ? right : guessOf(index)),
    );
    const compared = answers.filter(({ body }) => !/验证码/.test(body.message)).length;
    const late = await logIn(right);
    return {
      figures: { guesses, 'that got past it, of 1 that may': compared },
      faults: expectAll({
        'one answer at most gets past a captcha': compared <= 1,
        'it is gone afterwards': /验证码/.test(late.body.message),
        'nothing is a fault': answers.every(({ status }) => status < 500),
      }),
    };
  },
};

const atBlog: Attack = {
  name: 'one captcha at the blog’s registration, the right answer last',
  async run(at, guesses) {
    const { captcha, captcha_id } = await createBlogClient(at).solveCaptcha();
    const register = (answer: string, index: number): Promise<Answer> => {
      const form = {
        account: `g-${captcha_id.slice(0, 8)}-${index}`,
        email: `g${index}@example.com`,
        password: md5('111111'),
      };
      return call(
        `${at.url}/blogapi/reg`,
        'POST',
        sign({ ...form, captcha: answer, captcha_id }, at.clock.now()),
        anotherAddress(),
      );
    };
    const answers = await allAtOnce(guesses, (index) => register(guessOf(index), index));
    const late = await register(captcha, guesses);
    return {
      figures: { guesses },
      faults: expectAll({
        'no guess registers': !answers.some(({ status }) => status === 200),
        'the right answer comes too late': late.status === 400,
        'nothing is a fault': answers.every(({ status }) => status < 500),
      }),
    };
  },
};

const pictures: Attack = {
  name: 'captchas, drawn at one address',
  async run(at, guesses) {
    const most = at.portico.house.core.runtimeSettings.current()['limits.captchasPerAddressMinute'];
    const address = anotherAddress();
    const answers = await allAtOnce(guesses, () => call(`${at.url}/captcha`, 'GET', undefined, address));
    const drawn = answers.filter(({ body }) => body.status === true).length;
    const other = await call(`${at.url}/captcha`, 'GET', undefined, anotherAddress());
    return {
      figures: { asked: guesses, [`drawn, of ${most} that may be`]: drawn },
      faults: expectAll({
        [`no more than ${most} are drawn, not ${drawn}`]: drawn <= most,
        'others get one': other.body.status === true,
      }),
    };
  },
};

export const captchaAttacks: readonly Attack[] = [atStaff, atBlog, pictures];
