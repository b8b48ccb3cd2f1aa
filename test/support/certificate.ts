import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate that vouches for itself, and its key; both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

const dayMs = 24 * 3_600_000;
const oid = {
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
} as const;

/** Made of DER by hand (RFC 5280): Node.js reads certificates and makes none. Good for `name` and 127.0.0.1, for two days. */
export function makeCertificate(name = 'localhost'): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(object(oid.ecdsaWithSha256));
  const named = sequence(tagged(0x31, sequence(object(oid.commonName), text(0x0c, name))));
  const toBeSigned = sequence(
    tagged(0xa0, integer(2)),
    integer(Date.now()),
    algorithm,
    named,
    sequence(time(Date.now() - dayMs), time(Date.now() + dayMs)),
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      0xa3,
      sequence(
        sequence(
          object(oid.basicConstraints),
          tagged(0x01, Buffer.of(0xff)),
          tagged(0x04, sequence(tagged(0x01, Buffer.of(0xff)))),
        ),
        sequence(
          object(oid.subjectAltName),
          tagged(0x04, sequence(text(0x82, name), tagged(0x87, Buffer.of(127, 0, 0, 1)))),
        ),
      ),
    ),
  );
  const signature = tagged(0x03, Buffer.concat([Buffer.of(0), sign('sha256', toBeSigned, privateKey)]));
  const body = sequence(toBeSigned, algorithm, signature)
    .toString('base64')
    .match(/.{1,64}/g);
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${body?.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80
      ? Buffer.of(length)
      : length < 0x100
        ? Buffer.of(0x81, length)
        : Buffer.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag), size, content]);
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts);
const object = (bytes: readonly number[]): Buffer => tagged(0x06, Buffer.from(bytes));
const text = (tag: number, value: string): Buffer => tagged(tag, Buffer.from(value));

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return tagged(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

const time = (epochMs: number): Buffer =>
  text(
    0x17,
    `${new Date(epochMs)
      .toISOString()
      .replaceAll(/[-:T]|\.\d+/g, '')
      .slice(2)}`,
  );
