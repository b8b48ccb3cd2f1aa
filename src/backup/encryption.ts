import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { StartError } from '../start/start-error.ts';
import type { BackupKeys } from './keys.ts';

// Loaded when needed: most commands, and most servers, encrypt nothing.
const loadAge = () => import('age-encryption');

const beginning = Buffer.from('age-encryption.org/v1\n');

/** A new key, and whom to encrypt for so that it opens the backup. */
export async function makeBackupKey(): Promise<{ identity: string; recipient: string }> {
  const { generateX25519Identity, identityToRecipient } = await loadAge();
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Encrypts a stream in the age format (https://age-encryption.org/v1), 64 KiB at a time. */
export async function encrypt(content: Readable, keys: BackupKeys): Promise<Readable> {
  const { Encrypter, identityToRecipient } = await loadAge();
  const encrypter = new Encrypter();
  const [identity] = keys.identities;
  const recipients = keys.recipients.length > 0 || !identity ? keys.recipients : [await identityToRecipient(identity)];
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    if (recipients.length === 0) encrypter.setPassphrase(keys.passphrases[0] ?? '');
  } catch (error) {
    throw mistyped(error);
  }
  return fromWeb(await encrypter.encrypt(toWeb(content)));
}

/**
 * Decrypts what `encrypt`, or any other program that writes the age format, has written. Throws StartError where no key
 * opens `what`; the stream fails with one where it is damaged: changed, cut short or put in another order.
 */
export async function decrypt(content: Readable, keys: BackupKeys | undefined, what: string): Promise<Readable> {
  if (!keys) {
    throw new StartError(`${what} is encrypted: set PORTICO_BACKUP_KEY_FILE (or PORTICO_BACKUP_KEY) to its key`);
  }
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  try {
    for (const identity of keys.identities) decrypter.addIdentity(identity);
  } catch (error) {
    throw mistyped(error);
  }
  for (const passphrase of keys.passphrases) decrypter.addPassphrase(passphrase);
  let unreadable: unknown;
  const explain = (error: unknown): unknown => unreadable ?? damaged(what, error);
  const noticed = noticing(content, (error) => {
    unreadable = error;
  });
  const opened = await decrypter
    .decrypt(toWeb(Readable.from(noticed, { objectMode: false })))
    .catch((error: unknown) => {
      throw /no identity matched/.test(String(error)) ? notOpened(what, keys, error) : explain(error);
    });
  return Readable.from(explained(fromWeb(opened), explain), { objectMode: false });
}

/** Whether a file is encrypted, by how it begins. */
export async function isEncrypted(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(beginning.length), 0, beginning.length, 0);
    return bytesRead === beginning.length && buffer.equals(beginning);
  } finally {
    await handle.close();
  }
}

/** The content, whose own failure to be read is told to `notice`; what went wrong behind it is not. */
async function* noticing(content: Readable, notice: (error: unknown) => void): AsyncGenerator<Buffer> {
  const chunks = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        notice(error);
        throw error;
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    content.destroy();
  }
}

async function* explained(content: Readable, explain: (error: unknown) => unknown): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of content) yield chunk as Buffer;
  } catch (error) {
    throw explain(error);
  }
}

const damaged = (what: string, error: unknown): StartError =>
  new StartError(`${what} is damaged or incomplete: it cannot be decrypted to its end`, error);

function notOpened(what: string, { recipients, identities, passphrases }: BackupKeys, error: unknown): StartError {
  const hasOnlyRecipients = recipients.length > 0 && identities.length + passphrases.length === 0;
  const reason = hasOnlyRecipients
    ? 'PORTICO_BACKUP_KEY holds recipients (age1…) alone, which encrypt and open nothing: give the key (AGE-SECRET-KEY-1…) that belongs to them'
    : 'PORTICO_BACKUP_KEY does not open it: give the key that it was encrypted with';
  return new StartError(`${what} is encrypted, and ${reason}`, error);
}

const mistyped = (error: unknown): StartError =>
  new StartError('PORTICO_BACKUP_KEY holds a key that is mistyped: its checksum is wrong', error);

const toWeb = (content: Readable) => Readable.toWeb(content) as unknown as ReadableStream<Uint8Array>;
const fromWeb = (content: ReadableStream<Uint8Array>) => Readable.fromWeb(content as unknown as WebStream);
