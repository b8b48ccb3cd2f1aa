import { type LookupAddress, lookup as resolveByDns } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { reachOf } from './addresses.ts';
import { isAllowed, type WebhookReach } from './webhook-url.ts';

/** Resolves a host name to all of its addresses; tests put their own in its place. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/** Every address of the name is one that is refused. */
class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** What the system's resolver says, the hosts file included. */
export const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    resolveByDns(hostname, { all: true, verbatim: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

/**
 * The lookup of a connection: the addresses that are answered are those that it connects to, so that none is judged and
 * another one used (DNS rebinding). Addresses that are refused are left out; a name that has no others fails.
 */
export function createPinnedLookup(resolve: Resolve, allowed: WebhookReach): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (found) => {
        const usable = found.filter(({ address }) => isAllowed(reachOf(address), allowed));
        const [first] = usable;
        if (!first) return callback(new AddressRefused(`${hostname} has no address that is allowed`), []);
        return all ? callback(null, usable) : callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
