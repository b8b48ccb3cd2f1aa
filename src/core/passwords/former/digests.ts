import { createHmac, hash } from 'node:crypto';

interface Digest {
  /** How many texts it takes. */
  takes: 1 | 2;
  /** Bytes of the digest. */
  size: number;
  /** As lower-case hexadecimal, which is what back ends go on with. */
  compute(...texts: Buffer[]): string;
}

const sizes = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 } as const;

const plainDigests = Object.entries(sizes).map(([name, size]): [string, Digest] => [
  name,
  { takes: 1, size, compute: (text) => hash(name, text as Buffer, 'hex') },
]);

const hmacs = Object.entries(sizes).map(([name, size]): [string, Digest] => [
  `hmac_${name}`,
  {
    takes: 2,
    size,
    compute: (key, text) =>
      createHmac(name, key as Buffer)
        .update(text as Buffer)
        .digest('hex'),
  },
]);

/** Functions that can stand at the outside of a format string; HMACs take the key first. */
export const digests: Readonly<Record<string, Digest>> = {
  ...Object.fromEntries([...plainDigests, ...hmacs]),
  // The middle of an md5, which many back ends kept in columns of 16 characters.
  md5_16: { takes: 1, size: 8, compute: (text) => hash('md5', text as Buffer, 'hex').slice(8, 24) },
};

/** What back ends do to a text on the way. */
export const transforms: Readonly<Record<string, (text: Buffer) => Buffer>> = {
  upper: (text) => Buffer.from(text.toString('utf8').toUpperCase()),
  lower: (text) => Buffer.from(text.toString('utf8').toLowerCase()),
  /** The bytes that hexadecimal says. */
  raw: (text) => Buffer.from(text.toString('latin1'), 'hex'),
  unbase64: (text) => Buffer.from(text.toString('latin1'), 'base64'),
  base64: (text) => Buffer.from(text.toString('base64')),
};
