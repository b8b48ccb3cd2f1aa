import { parseEmail, parsePhone } from '../../core/accounts/identifiers.ts';
import { DomainError } from '../../core/errors.ts';
import type { JudgeFormer } from '../../core/former-back-ends/former-back-ends.ts';
import { fitProfile, readFields } from '../former-answers.ts';

/**
 * Signs in at the former directory by `POST /login`, with the captcha that it always takes from us, and reads `GET /user/:id`.
 * Who signs in there was approved, which proves the phone and the e-mail (S4).
 */
export function judgeAtFormer(typed: { nickname: string; passwd: string }): JudgeFormer {
  return async ({ ask, captcha }) => {
    const { nickname, passwd } = typed;
    const body = { nickname, passwd, captcha_id: captcha?.id ?? '', captcha_code: captcha?.code ?? '' };
    const answer = readFields((await ask({ method: 'POST', path: '/login', body })).body);
    const signedIn = answer.object('data');
    const [formerId, token] = [signedIn.text('id'), signedIn.text('token')];
    // Its failures have no codes: what is neither a way in nor about the password is no judgement of it.
    if (!answer.is('status', true) && /密码/.test(answer.text('message'))) return { kind: 'wrong' };
    if (!answer.is('status', true) && /不存在|未注册/.test(answer.text('message'))) return { kind: 'unknown' };
    if (!answer.is('status', true) || formerId === '' || token === '') throw new DomainError('former.unavailable');
    const headers = { authorization: `Bearer ${token}` };
    const path = `/user/${encodeURIComponent(formerId)}`;
    const user = readFields((await ask({ method: 'GET', path, headers })).body).object('data');
    const phone = parsePhone(user.text('phone'));
    const email = parseEmail(user.text('email'));
    return {
      kind: 'right',
      person: {
        formerId,
        handle: user.text('nickname') || nickname,
        staffApproved: true,
        ...(phone && { phone: { value: phone, proved: true } }),
        ...(email !== undefined && { email: { value: email, proved: true } }),
        profile: fitProfile({
          real_name: user.text('name'),
          position: user.text('position'),
        }),
      },
    };
  };
}
