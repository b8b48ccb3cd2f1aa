import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { decrypt, encrypt, makeBackupKey } from './encryption.ts';
import { type BackupKeys, parseBackupKeys } from './keys.ts';

const frameBytes = 64 * 1024;
const sealedFrameBytes = frameBytes + 16;
const content = randomBytes(3 * frameBytes + 100);

const keysOf = (text: string): BackupKeys => {
  const keys = parseBackupKeys(text);
  assert.ok(typeof keys !== 'string', String(keys));
  return keys;
};
const inChunks = (bytes: Buffer, size = 10_000): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  );
const close = async (bytes: Buffer, keys: BackupKeys): Promise<Buffer> => buffer(await encrypt(inChunks(bytes), keys));
const open = async (bytes: Buffer, keys: BackupKeys | undefined): Promise<Buffer> =>
  buffer(await decrypt(inChunks(bytes), keys, 'a.backup'));

let own: { identity: string; recipient: string };
let sealed: Buffer;
/** Where the frames begin: behind the header and the nonce of the age format. */
let framesAt: number;

before(async () => {
  own = await makeBackupKey();
  sealed = await close(content, keysOf(own.identity));
  framesAt = sealed.length - (3 * sealedFrameBytes + 100 + 16);
});

test('what was encrypted comes back, and shows nothing of itself before', async () => {
  assert.ok((await open(sealed, keysOf(own.identity))).equals(content));
  assert.ok(!sealed.includes(content.subarray(0, 32)));
  assert.ok(!(await close(content, keysOf(own.identity))).subarray(framesAt).equals(sealed.subarray(framesAt)));
  for (const size of [0, 1, frameBytes, 2 * frameBytes]) {
    const bytes = content.subarray(0, size);
    assert.ok((await open(await close(bytes, keysOf(own.identity)), keysOf(own.identity))).equals(bytes), `${size}`);
  }
});

test('a recipient encrypts and does not open; a file of age-keygen, with its comments, is a key', async () => {
  const made = await close(content, keysOf(own.recipient));
  await assert.rejects(open(made, keysOf(own.recipient)), /recipients \(age1…\) alone, which encrypt and open nothing/);
  const file = `# created: 2026-11-30T10:00:00Z\n# public key: ${own.recipient}\n${own.identity}\n`;
  assert.ok((await open(made, keysOf(file))).equals(content));
});

test('each of several recipients opens it, and an older key beside a new one goes on opening', async () => {
  const other = await makeBackupKey();
  const made = await close(content, keysOf(`${own.recipient}\n${other.recipient}`));
  for (const { identity } of [own, other]) assert.ok((await open(made, keysOf(identity))).equals(content));
  assert.ok((await open(sealed, keysOf(`${other.identity}\n${own.identity}`))).equals(content));
});

test('a passphrase closes and opens', async () => {
  const made = await close(content, keysOf('correct horse battery staple'));
  assert.ok((await open(made, keysOf('correct horse battery staple'))).equals(content));
  await assert.rejects(open(made, keysOf('correct horse battery stable')), /does not open it/);
});

test('without the key, or with another one, it is refused in words', async () => {
  const other = await makeBackupKey();
  await assert.rejects(open(sealed, undefined), /a\.backup is encrypted: set PORTICO_BACKUP_KEY_FILE/);
  await assert.rejects(open(sealed, keysOf(other.identity)), /PORTICO_BACKUP_KEY does not open it/);
  const mistyped = own.identity.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'));
  await assert.rejects(open(sealed, keysOf(mistyped)), /mistyped: its checksum is wrong/);
});

test('whatever is changed, cut off, left out, put in another order or added is noticed', async () => {
  const frame = (n: number): Buffer => {
    const at = framesAt + n * sealedFrameBytes;
    return sealed.subarray(at, at + sealedFrameBytes);
  };
  const head = sealed.subarray(0, framesAt);
  const flipped = (at: number): Buffer => {
    const bytes = Buffer.from(sealed);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };
  const spoilt: Record<string, Buffer> = {
    'one bit of a frame': flipped(framesAt + 70_000),
    'one bit of the last byte': flipped(sealed.length - 1),
    'one bit of the nonce': flipped(framesAt - 1),
    'one bit of the seal of the header': flipped(framesAt - 16 - 10),
    'cut within a frame': sealed.subarray(0, sealed.length - 1),
    'cut between two frames': Buffer.concat([head, frame(0), frame(1)]),
    'all frames cut off': head,
    'cut within the header': sealed.subarray(0, 40),
    'a frame left out': Buffer.concat([head, frame(0), frame(2), frame(3)]),
    'two frames swapped': Buffer.concat([head, frame(1), frame(0), frame(2), frame(3)]),
    'a frame twice': Buffer.concat([head, frame(0), frame(0), frame(1), frame(2), frame(3)]),
    'something added': Buffer.concat([sealed, Buffer.from('x')]),
  };
  for (const [what, bytes] of Object.entries(spoilt)) {
    await assert.rejects(open(bytes, keysOf(own.identity)), /a\.backup is damaged or incomplete/, what);
  }
});

test('a failure to read is told as what it is, and not as damage', async () => {
  async function* cutCable(): AsyncGenerator<Buffer> {
    yield sealed.subarray(0, framesAt + sealedFrameBytes);
    throw new Error('the cable was cut');
  }
  const reading = decrypt(Readable.from(cutCable()), keysOf(own.identity), 'a.backup');
  await assert.rejects(reading.then(buffer), /the cable was cut/);
});

test('keys that cannot be keys are refused as the configuration is read', () => {
  assert.match(String(parseBackupKeys('# nothing but a comment\n')), /no key/);
  assert.match(String(parseBackupKeys('short')), /16 or more characters/);
  assert.match(String(parseBackupKeys('age1abc')), /recipient.*cut short/);
  assert.match(String(parseBackupKeys('AGE-SECRET-KEY-1ABC')), /key.*cut short/);
});
