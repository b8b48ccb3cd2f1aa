import { findToken } from '../http/credentials.ts';
import { parseJson } from './body-fields.ts';
import { captchaKey, textOf } from './request-keys.ts';
import type { SeenAnswer } from './seen-answer.ts';

/** A token that an answer gives out: under which name, and without its scheme. */
export interface IssuedToken {
  name: string;
  token: string;
}

const tokenNames = ['token', 'access_token', 'refresh_token'];

/** The tokens in `data` of an answer in JSON, as all contracts give them out. */
export function findIssuedTokens({ body }: SeenAnswer): IssuedToken[] {
  const data = dataOf(body.bytes);
  return tokenNames.flatMap((name) => {
    const token = findToken(textOf(data[name]), ['Bearer']);
    return token === undefined ? [] : [{ name, token }];
  });
}

/** What the captcha of an answer is bound to: its id in `data` or in a header, and the cookies that came with it. */
export function findIssuedCaptchas({ headers, body }: SeenAnswer): string[] {
  const { id, captcha_id: captchaId } = dataOf(body.bytes);
  const cookies = (headers['set-cookie'] ?? []).map((cookie) => /=([^;]*)/.exec(cookie)?.[1]);
  const ids = [textOf(id), textOf(captchaId), textOf(headers['x-captcha-id']), ...cookies];
  return ids.filter((each) => each !== undefined && each !== '').map((each) => captchaKey(each as string));
}

function dataOf(bytes: Buffer | undefined): Record<string, unknown> {
  const body = bytes && (parseJson(bytes.toString('utf8')) as { data?: unknown } | undefined);
  return typeof body?.data === 'object' && body.data !== null ? (body.data as Record<string, unknown>) : {};
}
