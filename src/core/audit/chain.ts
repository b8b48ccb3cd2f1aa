import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { AuditHeadTable, AuditLogTable } from '../../db/schema.ts';
import type { Keyring } from '../keyring/keyring.ts';

/** One entry, as stored. */
export type AuditRow = Selectable<AuditLogTable>;
/** Everything of an entry that its hash covers. */
export type AuditContent = Omit<AuditRow, 'hash'>;
/** The newest entry with the seal over it, as stored. */
export type AuditHead = Omit<Selectable<AuditHeadTable>, 'id'>;

/** Where the log stands: what the next entry is chained to. */
export interface AuditState {
  /** Made with the log itself: null only where somebody took it away. */
  sealedKey: string | null;
  /** The same. */
  head: AuditHead | undefined;
  /** Undefined where there are no entries. */
  oldestId: number | undefined;
  newestId: number;
  /** The newest id that the database itself gave out or saw. */
  sequence: number;
  /** Whether its tables have the triggers that Portico made, and no others. */
  isGuarded: boolean;
}

/** What the next entry is chained to. */
export type AuditEnd = Pick<AuditState, 'head' | 'newestId' | 'sequence' | 'isGuarded'>;

/** What the first entry of a log follows on; a head of this kind says that there are none yet. */
export const logBeginning = { id: 0, hash: '' };
// No hash, so that what follows on it never passes for the beginning of a log.
const restart = { hash: 'restart' };

const keyContext = 'audit-key';

/** A fresh key for the chain, sealed by the keyring. It lives as long as the log: a new root key seals the same one. */
export function makeAuditKey(keyring: Keyring): string {
  return sealAuditKey(keyring, createSecretKey(randomBytes(32)));
}

/** Seals the key under the current root. */
export function sealAuditKey(keyring: Keyring, key: KeyObject): string {
  return keyring.encrypt(key.export().toString('base64url'), keyContext);
}

/** Throws where the root key is absent under which it was sealed. */
export function openAuditKey(keyring: Keyring, sealed: string): KeyObject {
  return createSecretKey(Buffer.from(keyring.decrypt(sealed, keyContext), 'base64url'));
}

/** Binds an entry to everything that was written before it; `previous` is the hash of the entry before. */
export function hashEntry(key: KeyObject, previous: string, entry: AuditContent): string {
  const { id, at, actor, action, target, contract, address, details } = entry;
  const content = JSON.stringify([id, at, actor, action, target, contract, address, details]);
  return createHmac('sha256', key).update(`entry\n${previous}\n${content}`).digest('base64url');
}

/** The seal says that an entry was the newest: without the key nobody makes an older one the end of the log. */
export function sealHead(key: KeyObject, entry_id: number, hash: string): AuditHead {
  const seal = createHmac('sha256', key).update(`head\n${entry_id}\n${hash}`).digest('base64url');
  return { entry_id, hash, seal };
}

/** Whether the head was written by who has the key. */
export function isSealed(key: KeyObject, head: AuditHead): boolean {
  return sealHead(key, head.entry_id, head.hash).seal === head.seal;
}

/** Whether an entry follows on another. */
export function follows(key: KeyObject, previous: { hash: string | null }, row: AuditRow): boolean {
  return row.hash === hashEntry(key, previous.hash ?? '', row);
}

/** Whether an entry began a chain of its own, since the log before it had no end that could be trusted. */
export function isRestart(key: KeyObject, row: AuditRow): boolean {
  return follows(key, restart, row);
}

/**
 * The head, if it is the end of the log: of the newest entry that there is and that there ever was. One that was put back
 * would let the entries after it be taken out unseen.
 */
function trustHead({ head, newestId, sequence, isGuarded }: AuditEnd, key: KeyObject): AuditHead | undefined {
  const isEnd = isGuarded && head?.entry_id === newestId && newestId === sequence;
  return isEnd && isSealed(key, head) ? head : undefined;
}

/**
 * The next entry of the log with its head. Where no head can be trusted a chain of its own begins, which never verifies
 * as the beginning of a log: nothing is refused, and whoever verifies the log finds the place. `beyond`: an id that was
 * given out already, where that is higher than the log tells.
 */
export function appendTo(end: AuditEnd, key: KeyObject, content: Omit<AuditContent, 'id'>, beyond = 0) {
  const head = trustHead(end, key);
  const newestId = Math.max(end.head?.entry_id ?? 0, end.newestId, end.sequence, beyond);
  const entry: AuditContent = { ...content, id: newestId + 1 };
  const hash = hashEntry(key, (head ?? restart).hash, entry);
  return { row: { ...entry, hash }, head: sealHead(key, entry.id, hash), restarts: head === undefined };
}
