import { parseEmail } from '../../core/accounts/identifiers.ts';
import { DomainError } from '../../core/errors.ts';
import type { JudgeFormer } from '../../core/former-back-ends/former-back-ends.ts';
import { fitProfile, readFields } from '../former-answers.ts';
import type { Parameters } from './signature.ts';

/**
 * Signs in at the former blog by `POST /blogapi/login`, with the client's own parameters and their signature: the client has the
 * same key at both.
 */
export function judgeAtFormer(parameters: Parameters): JudgeFormer {
  return async ({ ask }) => {
    const answer = readFields(
      (await ask({ method: 'POST', path: '/blogapi/login', body: Object.fromEntries(parameters) })).body,
    );
    const user = answer.object('data');
    const handle = user.text('account');
    if (answer.text('code') === '401') return { kind: 'wrong' };
    if (answer.text('code') !== '200' || handle === '') throw new DomainError('former.unavailable');
    const email = parseEmail(user.text('email'));
    const createdAt = Number(user.text('created'));
    return {
      kind: 'right',
      person: {
        // The contract tells no number; two accounts there never have one name.
        formerId: handle,
        handle,
        ...(email !== undefined && { email: { value: email, proved: user.is('emailVerified', true) } }),
        ...(Number.isSafeInteger(createdAt) && createdAt > 0 && { createdAt }),
        profile: fitProfile({ display_name: user.text('nick') }),
      },
    };
  };
}
