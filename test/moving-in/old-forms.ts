import { createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { hashSync as argon2 } from '@node-rs/argon2';
import { hashSync as bcrypt } from '@node-rs/bcrypt';

/** What a back end stores of one password. */
interface Stored {
  hash: string;
  salt?: string;
}

/** A way in which former back ends store passwords, made with Node's functions and not with the server's code. */
export interface OldForm {
  /** As a mapping says it. */
  format: string;
  key?: string;
  /** Whether a client that sends only the md5 of a password gets in by it. */
  opensByMd5: boolean;
  store(password: string, salt: string): Stored;
}

const digest = (name: string, text: string): string => createHash(name).update(text).digest('hex');
const md5 = (text: string): string => digest('md5', text);
const sha1 = (text: string): string => digest('sha1', text);
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

const signerKey = Buffer.from('a signer key of a project that is no more').toString('base64');
const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The portable hash of phpass, as its own document describes it. */
function phpass(password: string, salt: string): string {
  const padded = salt.padEnd(8, '.').slice(0, 8);
  let state = createHash('md5')
    .update(padded + password)
    .digest();
  for (let round = 0; round < 128; round += 1) state = createHash('md5').update(state).update(password).digest();
  let text = '';
  for (let at = 0; at < 16; at += 3) {
    let value = (state[at] ?? 0) | ((state[at + 1] ?? 0) << 8) | ((state[at + 2] ?? 0) << 16);
    for (let sign = 0; sign < (at === 15 ? 2 : 4); sign += 1, value >>= 6) text += letters[value & 63];
  }
  return `$P$${letters[7]}${padded}${text}`;
}

function firebase(password: string, salt: string): string {
  const bytes = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from('Bw==', 'base64')]);
  const key = scryptSync(password, bytes, 32, { N: 2 ** 8, r: 8, p: 1 });
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return Buffer.concat([cipher.update(Buffer.from(signerKey, 'base64')), cipher.final()]).toString('base64');
}

const pbkdf2 = (password: string, salt: string, name: string): Buffer => pbkdf2Sync(password, salt, 100, 32, name);
const scrypt = (password: string, salt: string): Buffer => scryptSync(password, salt, 64, { N: 256, r: 8, p: 1 });

/** The cheapest parameters of each, since what they cost is not what is asked. */
export const oldForms: readonly OldForm[] = [
  { format: 'bcrypt', opensByMd5: false, store: (password) => ({ hash: bcrypt(password, 4) }) },
  { format: 'auto', opensByMd5: false, store: (password) => ({ hash: bcrypt(password, 4).replace('$2b$', '$2y$') }) },
  { format: 'bcrypt(md5(password))', opensByMd5: true, store: (password) => ({ hash: bcrypt(md5(password), 4) }) },
  {
    format: 'argon2',
    opensByMd5: false,
    store: (password) => ({ hash: argon2(password, { memoryCost: 64, timeCost: 1 }) }),
  },
  {
    format: 'scrypt(password, salt, 256, 8, 1)',
    opensByMd5: false,
    store: (password, salt) => ({ hash: scrypt(password, salt).toString('hex'), salt }),
  },
  {
    format: "firebase(password, salt, key, 'Bw==', 8, 8)",
    key: signerKey,
    opensByMd5: false,
    store: (password, salt) => ({ hash: firebase(password, base64(md5(salt))), salt: base64(md5(salt)) }),
  },
  {
    format: 'django',
    opensByMd5: false,
    store: (password, salt) => ({
      hash: `pbkdf2_sha256$100$${salt}$${pbkdf2(password, salt, 'sha256').toString('base64')}`,
    }),
  },
  {
    format: 'werkzeug',
    opensByMd5: false,
    store: (password, salt) => ({ hash: `scrypt:256:8:1$${salt}$${scrypt(password, salt).toString('hex')}` }),
  },
  {
    format: "pbkdf2(password, salt, 'sha512', 100)",
    opensByMd5: false,
    store: (password, salt) => ({ hash: pbkdf2(password, salt, 'sha512').toString('base64'), salt }),
  },
  { format: 'phpass', opensByMd5: false, store: (password, salt) => ({ hash: phpass(password, salt) }) },
  {
    format: 'wordpress',
    opensByMd5: false,
    store: (password) => {
      const hmac = createHmac('sha384', 'wp-sha384').update(password).digest('base64');
      return { hash: `$wp${bcrypt(hmac, 4).replace('$2b$', '$2y$')}` };
    },
  },
  {
    format: 'ldap',
    opensByMd5: false,
    store: (password, salt) => ({ hash: `{SSHA}${base64(sha1(password + salt) + Buffer.from(salt).toString('hex'))}` }),
  },
  { format: 'md5(password)', opensByMd5: true, store: (password) => ({ hash: md5(password) }) },
  {
    format: 'md5(password+salt)',
    opensByMd5: false,
    store: (password, salt) => ({ hash: md5(password + salt), salt }),
  },
  {
    format: 'md5(salt+password)',
    opensByMd5: false,
    store: (password, salt) => ({ hash: base64(md5(salt + password)), salt }),
  },
  { format: 'md5(md5(password))', opensByMd5: true, store: (password) => ({ hash: md5(md5(password)).toUpperCase() }) },
  { format: 'md5_16(password)', opensByMd5: false, store: (password) => ({ hash: md5(password).slice(8, 24) }) },
  { format: 'vbulletin', opensByMd5: true, store: (password, salt) => ({ hash: md5(md5(password) + salt), salt }) },
  { format: 'thinkphp', opensByMd5: true, store: (password, salt) => ({ hash: md5(md5(password) + salt), salt }) },
  {
    format: 'onethink',
    key: 'the key',
    opensByMd5: false,
    store: (password) => ({ hash: md5(`${sha1(password)}the key`) }),
  },
  { format: 'sha1(password)', opensByMd5: false, store: (password) => ({ hash: base64(sha1(password)) }) },
  {
    format: 'sha1(salt+password)',
    opensByMd5: false,
    store: (password, salt) => ({ hash: sha1(salt + password), salt }),
  },
  {
    format: 'sha256(password+salt)',
    opensByMd5: false,
    store: (password, salt) => ({ hash: digest('sha256', password + salt), salt }),
  },
  {
    format: 'sha512(salt+md5(password))',
    opensByMd5: true,
    store: (password, salt) => ({ hash: base64(digest('sha512', salt + md5(password))), salt }),
  },
  {
    format: 'hmac_sha256(key, password)',
    key: 'the key',
    opensByMd5: false,
    store: (password) => ({ hash: createHmac('sha256', 'the key').update(password).digest('hex') }),
  },
  { format: 'plain', opensByMd5: true, store: (password) => ({ hash: password }) },
];
