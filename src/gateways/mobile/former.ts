import { parseEmail, parsePhone } from '../../core/accounts/identifiers.ts';
import { DomainError } from '../../core/errors.ts';
import type { FormerAccess, FormerJudgement, JudgeFormer } from '../../core/former-back-ends/former-back-ends.ts';
import { fitBirthday, fitProfile, readFields } from '../former-answers.ts';

const codes = { success: '0', unknownAccount: '10006', wrongPassword: '10007' } as const;

/**
 * Signs in at the former back end by `POST /api/auth/access_token`, reads `GET /api/personal/info`, and signs out again. Who is
 * registered there has proved the phone or the e-mail (M1).
 */
export function judgeAtFormer(typed: { area?: string; account: string; password: string }): JudgeFormer {
  return async ({ ask }) => {
    const answer = await ask({ method: 'POST', path: '/api/auth/access_token', body: typed });
    const signedIn = readFields(answer.body);
    const code = signedIn.text('code');
    if (code === codes.unknownAccount) return { kind: 'unknown' };
    if (code === codes.wrongPassword) return { kind: 'wrong' };
    const token = signedIn.object('data').text('access_token');
    if (code !== codes.success || token === '') throw new DomainError('former.unavailable');
    return readPerson(ask, token);
  };
}

async function readPerson(ask: FormerAccess['ask'], token: string): Promise<FormerJudgement> {
  const headers = { authorization: `Token ${token}` };
  const info = readFields((await ask({ method: 'GET', path: '/api/personal/info', headers })).body).object('data');
  // Nobody uses it there; where that fails it ends by itself.
  await ask({ method: 'POST', path: '/api/auth/destroy_token', headers }).catch(() => undefined);
  const phone = parsePhone(info.text('phone'), info.text('area') || undefined);
  const email = parseEmail(info.text('email'));
  const formerId = info.text('id');
  if (formerId === '' || (!phone && email === undefined)) throw new DomainError('former.unavailable');
  const gender = Number(info.text('gender') || 2);
  return {
    kind: 'right',
    person: {
      formerId,
      ...(phone && { phone: { value: phone, proved: true } }),
      ...(email !== undefined && { email: { value: email, proved: true } }),
      profile: {
        ...fitProfile({
          display_name: info.text('nickname'),
          avatar: info.text('avatar'),
          address: info.text('address'),
        }),
        birthday: fitBirthday(info.text('birthday')),
        gender: [0, 1].includes(gender) ? gender : 2,
      },
    },
  };
}
