import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { JwtContract } from '../../contracts/names.ts';

/** What a derived key is for; two purposes never share a key. */
export type KeyPurpose =
  | 'password-pepper'
  | 'secrets-at-rest'
  | `jwt-${JwtContract}`
  | 'token-hash'
  | 'token-successor'
  | 'code-hash'
  | 'captcha-hash'
  | 'device-hash'
  | 'email-proof-hash'
  | 'password-reset-hash';

/** Everything that is derived from the root key. The first root is current; older ones still open what they closed. */
export interface Keyring {
  /** Names the current root key without telling anything of it: 8 hex digits. */
  readonly currentId: string;
  readonly ids: readonly string[];
  /** The 32-byte key for a purpose, from the current root or from the named one; undefined when that root is absent. */
  key(purpose: KeyPurpose): Buffer;
  keyOf(purpose: KeyPurpose, rootId: string): Buffer | undefined;
  /** The keys for a purpose from every root, current first. */
  keys(purpose: KeyPurpose): Buffer[];
  /** Keyed SHA-256, base64url, under the current root. */
  hash(purpose: KeyPurpose, text: string): string;
  /** The same under every root, current first: for finding what an older root hashed. */
  hashes(purpose: KeyPurpose, text: string): [string, ...string[]];
  /** AES-256-GCM: `v1.<root id>.<nonce+ciphertext+tag>`, bound to `context`, which must be given again to decrypt. */
  encrypt(plain: string, context: string): string;
  /** Throws when the root is absent, the context differs or a bit was changed. */
  decrypt(sealed: string, context: string): string;
  /** Whether a sealed text was made under an older root. */
  isStale(sealed: string): boolean;
}

interface Root {
  id: string;
  derive(purpose: KeyPurpose): Buffer;
}

const nonceBytes = 12;
const tagBytes = 16;

/** Makes the keyring of one or more root keys (each at least 32 bytes of secret text), the current one first. */
export function createKeyring(rootSecrets: readonly [string, ...string[]]): Keyring {
  const roots = rootSecrets.map(createRoot) as [Root, ...Root[]];
  const [current] = roots;
  const find = (id: string): Root | undefined => roots.find((root) => root.id === id);

  return {
    currentId: current.id,
    ids: roots.map((root) => root.id),
    key: (purpose) => current.derive(purpose),
    keyOf: (purpose, rootId) => find(rootId)?.derive(purpose),
    keys: (purpose) => roots.map((root) => root.derive(purpose)),
    hash: (purpose, text) => keyedHash(current.derive(purpose), text),
    hashes: (purpose, text) => roots.map((root) => keyedHash(root.derive(purpose), text)) as [string, ...string[]],
    encrypt(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', current.derive('secrets-at-rest'), nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${current.id}.${body.toString('base64url')}`;
    },
    decrypt(sealed, context) {
      const [format, rootId = '', text = ''] = sealed.split('.');
      const root = find(rootId);
      if (format !== 'v1' || !root) throw new Error(`sealed under a root key that is not configured: ${rootId}`);
      const body = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', root.derive('secrets-at-rest'), body.subarray(0, nonceBytes));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(body.subarray(-tagBytes));
      return decipher.update(body.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    },
    isStale: (sealed) => sealed.split('.')[1] !== current.id,
  };
}

function createRoot(secret: string): Root {
  const derived = new Map<string, Buffer>();
  const derive = (purpose: string): Buffer => {
    let key = derived.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', secret, 'portico', purpose, 32));
      derived.set(purpose, key);
    }
    return key;
  };
  return { id: createHash('sha256').update(derive('root-id')).digest('hex').slice(0, 8), derive };
}

function keyedHash(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
