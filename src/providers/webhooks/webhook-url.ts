import { isIP } from 'node:net';
import type { WebhookUrlProblem } from '../../core/ports.ts';
import { type AddressReach, reachOf } from './addresses.ts';

/** Which receivers are allowed besides those on the internet. */
export interface WebhookReach {
  allowLoopback: boolean;
  allowPrivate: boolean;
  httpsOnly: boolean;
}

/** Whether webhooks may be sent to where the address leads. */
export function isAllowed(reach: AddressReach, { allowLoopback, allowPrivate }: WebhookReach): boolean {
  if (reach === 'loopback') return allowLoopback || allowPrivate;
  return reach === 'public' || (reach === 'private' && allowPrivate);
}

/** What is wrong with a URL, as far as that can be told without resolving its name. */
export function findUrlProblem(text: string, allowed: WebhookReach): WebhookUrlProblem | undefined {
  const url = URL.parse(text);
  if (!url) return 'malformed';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'not-http';
  if (url.username !== '' || url.password !== '') return 'has-credentials';
  const address = literalOf(url);
  if (address !== undefined && !isAllowed(reachOf(address), allowed)) return 'address-refused';
  return url.protocol === 'http:' && allowed.httpsOnly ? 'not-https' : undefined;
}

/**
 * The address that a URL names itself; undefined where it names a host. URL parsing has read `0x7f.1`, `2130706433` and
 * the like as the address that they are.
 */
function literalOf({ hostname }: URL): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}
