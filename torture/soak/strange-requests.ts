import { md5, sign } from '../../test/support/blog.ts';
import { toQuery } from '../../test/support/encodings.ts';
import { type Answer, call, type TestPortico } from '../../test/support/portico.ts';

/** What a stranger sends; another each time, so that whatever is kept by name, address or token is kept anew. */
export type StrangeRequest = (at: TestPortico, number: number) => Promise<Answer>;

const from = (number: number) => ({ 'user-agent': `stranger ${number}` });

/** One of each kind. */
export const strangeRequests: readonly StrangeRequest[] = [
  function unknownPath(at, number) {
    return call(`${at.url}/api/nothing-${number}?a=${number}`, 'GET', undefined, from(number));
  },
  function wrongToken(at, number) {
    return call(`${at.url}/api/personal/info`, 'GET', undefined, { authorization: `Token ${md5(String(number))}` });
  },
  function wrongPanelToken(at, number) {
    return call(`${at.panelUrl}/openApi/count`, 'GET', undefined, { 'api-token': md5(String(number)) });
  },
  function wrongKey(at, number) {
    const authorization = `Bearer portico_${md5(String(number))}`;
    return call(`${at.url}/management/v1/accounts`, 'GET', undefined, { authorization });
  },
  function unknownAccount(at, number) {
    const body = sign({ account: `nobody${number}`, password: md5('x') }, Date.now());
    return call(`${at.url}/blogapi/login`, 'POST', body, from(number));
  },
  function wrongSignature(at, number) {
    const query = toQuery({ ...sign({}, Date.now()), token: md5(String(number)) });
    return call(`${at.url}/blogapi/service/captcha?${query}`, 'GET');
  },
  function unsolvedCaptcha(at) {
    return call(`${at.url}/captcha`, 'GET');
  },
  function unusedCode(at, number) {
    const account = String(15_000_000_000 + number);
    return call(`${at.url}/api/auth/send_code`, 'POST', { account });
  },
  function wrongCode(at, number) {
    const account = String(15_000_000_000 + number);
    return call(`${at.url}/api/user/verifyCode`, 'POST', { account, code: '000000' });
  },
  function malformedBody(at, number) {
    return call(`${at.url}/login`, 'POST', `{"nickname":"${number}`, { 'content-type': 'application/json' });
  },
  function forgottenPassword(at, number) {
    return call(`${at.url}/account/forgot-password`, 'POST', { email: `nobody${number}@example.com` });
  },
];
