import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Where an address leads: `public`, to the internet; `loopback`, to this machine; `private`, into this network; `never`,
 * to where no receiver of webhooks can be: metadata services, many hosts at once, no host at all.
 */
export type AddressReach = 'public' | 'loopback' | 'private' | 'never';

type Range = readonly [network: string, prefix: number];

// IANA's special-purpose registries.
const never = listOf(
  // The metadata services of clouds that are not on a link-local address.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Protocol assignments, Teredo among them, documentation, and 6to4, which leads to whatever IPv4 address it carries.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
);
const loopback = listOf(['127.0.0.0', 8], ['::1', 128]);
const privateNetworks = listOf(
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
);
/** All that is handed out for the internet so far; what is not in it is nowhere. */
const globalUnicast = listOf(['2000::', 3]);
/** Whose last 32 bits are the IPv4 address that is meant. */
const carriesIpv4 = listOf(['::ffff:0:0', 96], ['64:ff9b::', 96]);

/** Where an IPv4 or IPv6 address leads, as its packets would travel. */
export function reachOf(address: string): AddressReach {
  const plain = address.split('%')[0] ?? '';
  if (isIPv4(plain)) return reachOfIpv4(plain);
  if (!isIPv6(plain)) return 'never';
  if (carriesIpv4(plain)) return reachOfIpv4(lastIpv4Of(plain));
  if (never(plain)) return 'never';
  if (loopback(plain)) return 'loopback';
  if (privateNetworks(plain)) return 'private';
  return globalUnicast(plain) ? 'public' : 'never';
}

function reachOfIpv4(address: string): AddressReach {
  if (never(address)) return 'never';
  if (loopback(address)) return 'loopback';
  return privateNetworks(address) ? 'private' : 'public';
}

/** URL parsing writes every spelling of an IPv6 address in one way, with its last 32 bits as two hexadecimal groups. */
function lastIpv4Of(address: string): string {
  const { hostname } = new URL(`http://[${address}]`);
  const [high = 0, low = 0] = hostname
    .slice(1, -1)
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** One list for each family, lest node finds the one's addresses in the other's ranges. */
function listOf(...ranges: readonly Range[]): (address: string) => boolean {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const [network, prefix] of ranges) {
    const family = isIPv4(network) ? 'ipv4' : 'ipv6';
    lists[family].addSubnet(network, prefix, family);
  }
  return (address) => {
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    return lists[family].check(address, family);
  };
}
