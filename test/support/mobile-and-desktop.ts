import { type Answer, call, type TestPortico } from './portico.ts';

/** Registers at the mobile door by a code, with a phone (mainland) or an e-mail. */
export async function registerMobile(server: TestPortico, account: string, password: string): Promise<Answer> {
  await call(`${server.url}/api/auth/send_code`, 'POST', { account });
  const code = server.codeFor(recipientOf(account));
  return call(`${server.url}/api/auth/register`, 'POST', { account, code, password });
}

export function signInMobile(server: TestPortico, account: string, password: string): Promise<Answer> {
  return call(`${server.url}/api/auth/access_token`, 'POST', { account, password });
}

/** What the mobile door shows of the account behind a sign-in. */
export async function mobileInfo(server: TestPortico, signedIn: Answer): Promise<Record<string, unknown>> {
  const authorization = `Token ${signedIn.body.data.access_token}`;
  return (await call(`${server.url}/api/personal/info`, 'GET', undefined, { authorization })).body.data;
}

/** Signs in at the desktop door by an SMS code. */
export async function signInDesktop(server: TestPortico, phone: string): Promise<Answer> {
  server.clock.advance(61_000);
  await call(`${server.url}/api/user/sendCode`, 'POST', { account: phone });
  const code = server.codeFor(recipientOf(phone));
  return call(`${server.url}/api/user/verifyCode`, 'POST', { account: phone, code });
}

/** What the desktop door shows of the account behind a sign-in. */
export async function desktopHeartbeat(server: TestPortico, signedIn: Answer): Promise<Record<string, unknown>> {
  const authorization = signedIn.body.data.token;
  return (await call(`${server.url}/api/heart/check`, 'POST', {}, { authorization })).body.data;
}

function recipientOf(account: string): string {
  return account.includes('@') ? account : `+86${account}`;
}
