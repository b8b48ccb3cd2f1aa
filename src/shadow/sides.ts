/** The two servers that stand behind the proxy: the one that is to be replaced, and ours. */
export type Side = 'old' | 'new';

/** The one that does not answer the client, and is asked the same. */
export function otherSide(side: Side): Side {
  return side === 'old' ? 'new' : 'old';
}
