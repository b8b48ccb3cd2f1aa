import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { createSemaphore, type SemaphoreLoad } from '../semaphore.ts';
import { formerPrefix } from './former/former-prefix.ts';
import type { PasswordInput } from './password-input.ts';

export type { PasswordInput } from './password-input.ts';

/** Makes and checks password verifiers, off the event loop; those of former back ends are only checked. */
export interface PasswordHasher {
  /** The verifier to store: `<root id>$argon2id$…`. Throws DomainError `password.overloaded`. */
  createVerifier(password: PasswordInput): Promise<string>;
  /** Whether the password belongs to the verifier; an absent verifier costs the same time and is never right. */
  matches(password: PasswordInput, verifier: string | null | undefined): Promise<boolean>;
  /** Whether the verifier was made under an older root key, weaker parameters or by a former back end. */
  isStale(verifier: string): boolean;
  /** How many are being made or checked at this moment, and how many wait for that. */
  load(): SemaphoreLoad;
}

/** Is told how long each hash waited for its turn, and of those that were refused because too many waited. */
export interface HashWatch {
  waited(milliseconds: number): void;
  refused(): void;
}

// The library's own name for it is a const enum, which type stripping cannot read.
const argon2id = 2;
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const parametersInVerifier = '$argon2id$v=19$m=19456,t=2,p=1$';
const maxWaiting = 256;

/**
 * Argon2id (19 MiB, t=2, p=1) with a pepper, over the lowercase md5 hex of the password, so that one verifier serves
 * clients that send the password and clients that send its md5 (R3, ADR 0001). As many at once as there are cores, shared
 * among so many worker processes.
 */
export function createPasswordHasher(
  keyring: Keyring,
  { watch, workers = 1 }: { watch?: HashWatch; workers?: number } = {},
): PasswordHasher {
  // Hashing runs in libuv's pool, where file reads run too: more at once than cores would only starve those.
  const semaphore = createSemaphore(Math.ceil(availableParallelism() / workers), maxWaiting, () => {
    watch?.refused();
    return new DomainError('password.overloaded');
  });
  let decoy: Promise<string> | undefined;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const askedAt = performance.now();
    return semaphore.run(() => {
      watch?.waited(performance.now() - askedAt);
      return work();
    });
  }

  async function createVerifier(password: PasswordInput): Promise<string> {
    const secret = keyring.key('password-pepper');
    const text = await inTurn(() => hash(toDigest(password), { ...parameters, secret }));
    return keyring.currentId + text;
  }

  /** Not kept when it fails: a full queue once must not be a full queue for ever. */
  function findDecoy(): Promise<string> {
    decoy ??= createVerifier({ form: 'plain', value: 'nobody has this password' }).catch((error) => {
      decoy = undefined;
      throw error;
    });
    return decoy;
  }

  async function matches(password: PasswordInput, verifier: string | null | undefined): Promise<boolean> {
    if (verifier?.startsWith(formerPrefix)) return matchesFormer(password, verifier);
    // A verifier under a root key that is gone opens for nobody, like none at all; a reset makes a new one.
    const opens = verifier && keyring.keyOf('password-pepper', rootIdOf(verifier));
    if (opens) return compare(password, verifier);
    await compare(password, await findDecoy());
    return false;
  }

  async function compare(password: PasswordInput, verifier: string): Promise<boolean> {
    const rootId = rootIdOf(verifier);
    const secret = keyring.keyOf('password-pepper', rootId) as Buffer;
    return inTurn(() => verify(verifier.slice(rootId.length), toDigest(password), { secret }));
  }

  /** Most forms of former back ends cost next to nothing: a wrong try takes as long as with our own, or as with nobody. */
  async function matchesFormer(password: PasswordInput, verifier: string): Promise<boolean> {
    const formers = await import('./former/former-passwords.ts');
    const former = formers.openFormer(keyring, verifier);
    if (former && (await inTurn(() => formers.matchesFormer(former, password)))) return true;
    if (!former || formers.isCheap(former)) await compare(password, await findDecoy());
    return false;
  }

  return {
    createVerifier,
    matches,
    isStale: (verifier) => !verifier.startsWith(keyring.currentId + parametersInVerifier),
    load: () => semaphore.load(),
  };
}

function rootIdOf(verifier: string): string {
  return verifier.slice(0, verifier.indexOf('$'));
}

function toDigest(password: PasswordInput): string {
  if (password.form === 'md5') return password.value.toLowerCase();
  return createHash('md5').update(password.value, 'utf8').digest('hex');
}
