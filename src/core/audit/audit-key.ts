import type { KeyObject } from 'node:crypto';
import type { Keyring } from '../keyring/keyring.ts';
import { openAuditKey } from './chain.ts';

/** Opens the log's key, and keeps the last one open: each append reads it anew, since a restore exchanges it. */
export function createKeyOpener(keyring: Keyring): (sealed: string) => KeyObject {
  let opened: { sealed: string; key: KeyObject } | undefined;
  return (sealed) => {
    if (opened?.sealed !== sealed) opened = { sealed, key: openAuditKey(keyring, sealed) };
    return opened.key;
  };
}
