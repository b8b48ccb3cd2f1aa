import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { WebhookEndpointsTable } from '../../db/schema.ts';
import type { Keyring } from '../keyring/keyring.ts';

type Sealed = Pick<
  Selectable<WebhookEndpointsTable>,
  'id' | 'url_encrypted' | 'secret_encrypted' | 'former_secret_encrypted' | 'former_secret_until'
>;

/** A secret as Standard Webhooks writes one, of 32 random bytes. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** What is sealed of an endpoint, each bound to its row: copied into another one it does not open. */
export function createEndpointSealing(keyring: Keyring) {
  const contextOf = (id: number, what: 'url' | 'secret'): string => `webhook-${what}:${id}`;
  const open = (id: number, what: 'url' | 'secret', sealed: string) => keyring.decrypt(sealed, contextOf(id, what));
  const seal = (id: number, what: 'url' | 'secret', plain: string) => keyring.encrypt(plain, contextOf(id, what));
  return {
    seal,
    openUrl: ({ id, url_encrypted }: Sealed): string => open(id, 'url', url_encrypted),
    /** The one in force, and before its time is over the one before it. */
    openSecrets({ id, secret_encrypted, former_secret_encrypted, former_secret_until }: Sealed, now: number): string[] {
      const former = (former_secret_until ?? 0) > now ? former_secret_encrypted : null;
      return [secret_encrypted, ...(former === null ? [] : [former])].map((sealed) => open(id, 'secret', sealed));
    },
    /** What is to be stored anew under the current root key; undefined where nothing is. */
    reseal(row: Sealed): Partial<Sealed> | undefined {
      const sealed = [row.url_encrypted, row.secret_encrypted, row.former_secret_encrypted ?? ''];
      if (!sealed.some((text) => text !== '' && keyring.isStale(text))) return undefined;
      const again = (what: 'url' | 'secret', text: string) => seal(row.id, what, open(row.id, what, text));
      return {
        url_encrypted: again('url', row.url_encrypted),
        secret_encrypted: again('secret', row.secret_encrypted),
        ...(row.former_secret_encrypted !== null && {
          former_secret_encrypted: again('secret', row.former_secret_encrypted),
        }),
      };
    },
  };
}
