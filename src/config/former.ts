import { isLoopbackHost } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';

/** The back end that a contract's clients used before, and which knows whoever has not come here yet. */
export interface FormerConfig {
  /** Without a slash at its end: the contract's paths are added. */
  url: string;
  /** staff: a captcha that it always takes from this server. */
  captcha?: { id: string; code: string };
}

/** Those that are named. Desktop's clients sign in by codes of their own server, and the panel has no accounts. */
export type FormerConfigs = Partial<Record<'mobile' | 'staff' | 'blog', FormerConfig>>;

const captchaShape = /^([^\s:]{1,100}):([A-Za-z0-9]{1,32})$/;

/** Reads them; an address over which passwords would travel in clear is warned of. */
export function readFormerConfigs(
  read: EnvironmentReader,
  { problems, warnings }: { problems: string[]; warnings: string[] },
): FormerConfigs {
  const formers: FormerConfigs = {};
  for (const contract of ['mobile', 'staff', 'blog'] as const) {
    const name = `PORTICO_${contract.toUpperCase()}_FORMER_URL`;
    const url = read.url(name, '').replace(/\/+$/, '');
    if (url === '') continue;
    formers[contract] = { url };
    const { protocol, hostname } = new URL(url);
    if (protocol === 'http:' && !isLoopbackHost(hostname)) {
      warnings.push(`${name} begins with http://: passwords travel to ${hostname} in clear`);
    }
  }
  const captcha = captchaShape.exec(read.secret('PORTICO_STAFF_FORMER_CAPTCHA') ?? '');
  if (captcha && formers.staff) formers.staff.captcha = { id: captcha[1] ?? '', code: captcha[2] ?? '' };
  if (formers.staff && !captcha) {
    problems.push(
      'PORTICO_STAFF_FORMER_URL needs PORTICO_STAFF_FORMER_CAPTCHA: an id and a code, as in bypass:abc12, that the former directory always takes from this server',
    );
  }
  return formers;
}
