import { createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { SmtpOptions, SmtpSecurity } from '../providers/email/smtp-options.ts';
import { readAuthorities } from './authorities.ts';
import { isHostName, isLoopbackHost } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';

const securities: readonly SmtpSecurity[] = ['required', 'implicit', 'optional', 'none'];
const address = /^[a-z\d.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i;
const domainName = /^[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+$/i;
const shortestRsaBits = 1024;

/** The mail server to send through; undefined where `PORTICO_EMAIL` names none. What is wrong is added to `problems`. */
export function readEmailConfig(read: EnvironmentReader, problems: string[]): SmtpOptions | undefined {
  const isChosen = read.text('PORTICO_EMAIL') !== undefined;
  read.oneOf('PORTICO_EMAIL', ['smtp'], 'smtp');
  const options = readSmtp(read, problems, isChosen);
  return isChosen ? options : undefined;
}

function readSmtp(read: EnvironmentReader, problems: string[], isChosen: boolean): SmtpOptions {
  const required = (name: string, what: string): string =>
    isChosen ? read.required(name, what) : (read.text(name) ?? '');
  const host = required('PORTICO_SMTP_HOST', 'the mail server to send through');
  const security = read.oneOf('PORTICO_SMTP_TLS', securities, 'required');
  const options: SmtpOptions = {
    host,
    port: read.integer('PORTICO_SMTP_PORT', {
      minimum: 1,
      maximum: 65_535,
      fallback: security === 'implicit' ? 465 : 587,
    }),
    security,
    ca: readAuthorities(read, problems, 'PORTICO_SMTP_CA_FILE'),
    login: readLogin(read, problems),
    from: {
      address: required('PORTICO_SMTP_FROM', 'the address that mails are from'),
      name: read.text('PORTICO_SMTP_FROM_NAME'),
    },
    replyTo: read.text('PORTICO_SMTP_REPLY_TO'),
    dkim: readDkim(read, problems),
    connections: read.integer('PORTICO_SMTP_CONNECTIONS', { minimum: 1, maximum: 50, fallback: 6 }),
  };
  problems.push(...findProblems(options));
  return options;
}

function findProblems({ host, security, login, from, replyTo }: SmtpOptions): string[] {
  const isAddress = (text: string | undefined): boolean => !text || address.test(text);
  const problems: Array<string | false> = [
    host !== '' &&
      !isHostName(host) &&
      isIP(host) === 0 &&
      'PORTICO_SMTP_HOST must be a host name or an address, without a port',
    !isAddress(from.address) && `PORTICO_SMTP_FROM must be an e-mail address alone, not "${from.address}"`,
    !isAddress(replyTo) && `PORTICO_SMTP_REPLY_TO must be an e-mail address alone, not "${replyTo}"`,
    /\p{Cc}/u.test(from.name ?? '') && 'PORTICO_SMTP_FROM_NAME must be one line',
    login !== undefined &&
      (security === 'none' || security === 'optional') &&
      !isLoopbackHost(host) &&
      `PORTICO_SMTP_TLS=${security} would let the password travel unencrypted: say required or implicit, or leave the user out`,
  ];
  return problems.filter((problem) => problem !== false);
}

function readLogin(read: EnvironmentReader, problems: string[]): SmtpOptions['login'] {
  const before = problems.length;
  const user = read.text('PORTICO_SMTP_USER');
  const password = read.secret('PORTICO_SMTP_PASSWORD');
  if (user !== undefined && password !== undefined) return { user, password };
  if ((user === undefined) !== (password === undefined) && problems.length === before) {
    problems.push('PORTICO_SMTP_USER and PORTICO_SMTP_PASSWORD (or its _FILE) belong together: set both or neither');
  }
  return undefined;
}

function readDkim(read: EnvironmentReader, problems: string[]): SmtpOptions['dkim'] {
  const before = problems.length;
  const domain = read.text('PORTICO_SMTP_DKIM_DOMAIN');
  const selector = read.text('PORTICO_SMTP_DKIM_SELECTOR');
  const privateKey = read.secret('PORTICO_SMTP_DKIM_KEY');
  if (problems.length > before) return undefined;
  if (domain === undefined && selector === undefined && privateKey === undefined) return undefined;
  if (domain === undefined || selector === undefined || privateKey === undefined) {
    problems.push(
      'PORTICO_SMTP_DKIM_DOMAIN, PORTICO_SMTP_DKIM_SELECTOR and PORTICO_SMTP_DKIM_KEY (or its _FILE) belong together: set all or none',
    );
    return undefined;
  }
  if (!domainName.test(domain)) problems.push(`PORTICO_SMTP_DKIM_DOMAIN must be a domain name, not "${domain}"`);
  if (!domainName.test(`${selector}.x`)) {
    problems.push(`PORTICO_SMTP_DKIM_SELECTOR must be a name such as mail2026, not "${selector}"`);
  }
  if (!isRsaKey(privateKey)) {
    problems.push(
      `PORTICO_SMTP_DKIM_KEY must be an RSA private key (PEM) of ${shortestRsaBits} bits or more, without a passphrase`,
    );
  }
  return { domain, selector, privateKey };
}

function isRsaKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= shortestRsaBits;
  } catch {
    return false;
  }
}
